package dev.errand.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Exports the tasks of a running service. A file is there when it is whole, and not before. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes tasks of a running service to a file or to standard output.")
final class ExportCommand implements Callable<Integer> {

  private static final int PIECE = 64 * 1024;
  private static final int END = -1;
  private static final int BROKEN = -2;

  private final OutputStream out;
  private final PrintWriter err;

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Option(names = "--format", defaultValue = "csv", description = "csv, json or ndjson.")
  private String format = "csv";

  @Option(
      names = "--filter",
      paramLabel = "NAME=VALUE",
      description = "Only tasks that a list with this filter has, such as status=pending.")
  private Map<String, String> filters = new LinkedHashMap<>();

  @Option(names = "--output", paramLabel = "FILE", description = "Instead of standard output.")
  private @Nullable Path file;

  ExportCommand(OutputStream out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var query = new LinkedHashMap<>(filters);
    query.put("format", format);
    var answer =
        service.send(service.request("/tasks/export", query), BodyHandlers.ofInputStream());
    try (var body = answer.body()) {
      if (answer.statusCode() != 200) {
        var said = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        return ServiceOptions.explain(answer.statusCode(), said, err);
      }
      return file == null ? copied(body, out) : saved(body, file);
    }
  }

  private int saved(InputStream body, Path wanted) throws IOException {
    var part = wanted.resolveSibling(wanted.getFileName() + ".part");
    int code;
    try (var to = Files.newOutputStream(part)) {
      code = copied(body, to);
    }
    if (code == 0) {
      Files.move(part, wanted, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.delete(part);
    }
    return code;
  }

  private int copied(InputStream body, OutputStream to) throws IOException {
    long bytes = 0;
    var piece = new byte[PIECE];
    for (int some = next(body, piece); some != END; some = next(body, piece)) {
      if (some == BROKEN) {
        err.println(
            "errand: the service broke off after %,d bytes; what there is, is not all of it"
                .formatted(bytes));
        return 1;
      }
      to.write(piece, 0, some);
      bytes += some;
      ServiceOptions.progress(err, "%,d bytes".formatted(bytes));
    }
    to.flush();
    ServiceOptions.progress(err, "%,d bytes%n".formatted(bytes));
    return 0;
  }

  private static int next(InputStream body, byte[] piece) {
    try {
      return body.read(piece);
    } catch (IOException reset) {
      return BROKEN;
    }
  }
}
