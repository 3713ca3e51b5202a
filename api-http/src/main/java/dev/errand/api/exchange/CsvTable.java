package dev.errand.api.exchange;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CSV (RFC 4180) with a header. Cells are separated by commas, semicolons or tabs, whichever the
 * header has most of, and lines end as they like.
 */
final class CsvTable implements Records {

  private static final int MOST_COLUMNS = 256;
  private static final int LONGEST_HEADER = 32 * 1024;
  private static final Pattern LINE = Pattern.compile("\\bline:? (\\d+)");

  private final CloseableIterator<CsvRecord> records;
  private final List<String> header;
  private final Layout layout;
  private long line = 1;

  /** The function tells what a header means, or refuses it. */
  CsvTable(Reader in, Function<List<String>, Layout> layouts) throws IOException {
    var text = new BufferedReader(in, LONGEST_HEADER);
    records = reader(text, separator(text)).iterator();
    var first = read();
    if (first == null) {
      throw new Refusal(1, 1, "empty", "is empty: the first line must name the columns");
    }
    header = first.getFields().stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    layout = layouts.apply(header);
  }

  private static CsvReader<CsvRecord> reader(Reader text, char separator) {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .allowUnclosedQuote(false)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .maxBufferSize(LONGEST)
        .build(
            CsvRecordHandler.builder()
                .maxFields(MOST_COLUMNS)
                .maxFieldSize(LONGEST)
                .maxRecordSize(LONGEST)
                .build(),
            text);
  }

  private static char separator(BufferedReader text) throws IOException {
    text.mark(LONGEST_HEADER);
    var counts = new LinkedHashMap<Character, Integer>();
    List.of(',', ';', '\t').forEach(separator -> counts.put(separator, 0));
    for (int i = 0, c = text.read(); i < LONGEST_HEADER - 1 && c >= 0; i++, c = text.read()) {
      if (c == '\n' || c == '\r') {
        break;
      }
      counts.computeIfPresent((char) c, (separator, count) -> count + 1);
    }
    text.reset();
    return counts.entrySet().stream()
        .reduce((best, other) -> other.getValue() > best.getValue() ? other : best)
        .orElseThrow()
        .getKey();
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public @Nullable FileRecord next() {
    var read = read();
    while (read != null && read.getFieldCount() == 1 && read.getField(0).isBlank()) {
      read = read();
    }
    return read == null ? null : record(read);
  }

  private FileRecord record(CsvRecord read) {
    var cells = new LinkedHashMap<String, String>();
    int known = Math.min(header.size(), read.getFieldCount());
    for (int i = 0; i < known; i++) {
      var cell = Formulas.plain(read.getField(i));
      if (!cell.isBlank()) {
        cells.put(header.get(i), cell);
      }
    }
    var flaws =
        read.getFieldCount() == header.size()
            ? List.<Finding>of()
            : List.of(
                Finding.at(
                    line,
                    known + 1L,
                    "columns",
                    "has %d cells, but the header has %d: is a quote or a separator missing?"
                        .formatted(read.getFieldCount(), header.size())));
    return FileRecord.ofCells(line, cells, flaws);
  }

  private @Nullable CsvRecord read() {
    try {
      if (!records.hasNext()) {
        return null;
      }
      var read = records.next();
      line = read.getStartingLineNumber();
      return read;
    } catch (CsvParseException e) {
      throw refusal(e);
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof java.util.zip.ZipException
          ? new Refusal(line, 1, "gzip", "is not what gzip makes: " + e.getCause().getMessage())
          : e;
    }
  }

  /** What the reader of the text refuses comes wrapped. */
  private Refusal refusal(CsvParseException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof Refusal refusal) {
        return refusal;
      }
    }
    var said = String.valueOf(e.getMessage());
    Matcher named = LINE.matcher(said);
    long at = named.find() ? Long.parseLong(named.group(1)) : line;
    return new Refusal(at, 1, "malformed_csv", "cannot be read as CSV: " + said);
  }
}
