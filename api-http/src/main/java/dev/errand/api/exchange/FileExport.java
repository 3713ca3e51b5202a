package dev.errand.api.exchange;

import dev.errand.api.fact.FactJson;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.api.task.TaskJson;
import dev.errand.core.bus.Bus;
import dev.errand.core.exchange.ExchangeCommand.CloseExport;
import dev.errand.core.exchange.ExchangeQuery.OpenExport;
import dev.errand.core.exchange.ExchangeQuery.ReadExport;
import dev.errand.core.fact.FactQuery.Filter;
import dev.errand.core.fact.FactQuery.ListFacts;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page.Part;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskFilter;
import dev.errand.core.task.TaskSnapshot.Choice;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All that a tenant has, as a file has it: the next part is read when the part before is written,
 * and no more are in memory. Blocks, so it is for threads that may wait, and that may be
 * interrupted. Thread-safe.
 */
public final class FileExport {

  private static final int SOME_TASKS = 200;
  private static final int SOME_FACTS = 100;
  private static final Filter EVERY_FACT = new Filter(null, List.of(), null, null, null, null);

  private final Bus bus;
  private final TaskJson json;

  /** Where the parts of a file go. */
  public interface Sink {

    /**
     * Takes the next part.
     *
     * @param records how many of these it has
     */
    void write(Buffer part, int records) throws IOException;
  }

  /** Asks over the means' bus. */
  public FileExport(TaskEndpoints.Means means) {
    bus = means.bus();
    json = new TaskJson(means.types(), means.clock());
  }

  /**
   * Writes the tasks, oldest first, as they are at one moment: the bytes of {@code GET
   * /tasks/export} by somebody who sees all of them.
   *
   * @param format csv, json or ndjson
   * @throws IOException if the sink does
   */
  public void tasks(String tenantId, String format, Sink sink) throws IOException {
    var file = TaskFile.valueOf(format.toUpperCase(Locale.ROOT));
    var opening = bus.request(new OpenExport(new Choice(tenantId, TaskFilter.ALL, Sight.ALL)));
    boolean whole = false;
    try {
      var id = Waits.on(opening);
      sink.write(file.head(), 0);
      long before = 0;
      List<Task> tasks = Waits.on(bus.request(new ReadExport(id, SOME_TASKS)));
      while (!tasks.isEmpty()) {
        sink.write(file.tasks(tasks, before, json), tasks.size());
        before += tasks.size();
        tasks = Waits.on(bus.request(new ReadExport(id, SOME_TASKS)));
      }
      sink.write(file.foot(before), 0);
      whole = true;
    } finally {
      if (!whole) {
        var unused = opening.compose(id -> bus.request(new CloseExport(id)));
      }
    }
  }

  /**
   * Writes the facts, a line of NDJSON for each, newest first: those that there are all the while.
   *
   * @throws IOException if the sink does
   */
  public void facts(String tenantId, Sink sink) throws IOException {
    @Nullable String after = null;
    do {
      var part = new Part(SOME_FACTS, 0, after);
      var page = Waits.on(bus.request(new ListFacts(tenantId, EVERY_FACT, part, Sight.ALL)));
      var lines = Buffer.buffer();
      page.items().forEach(fact -> lines.appendBuffer(FactJson.body(fact)).appendByte((byte) '\n'));
      sink.write(lines, page.items().size());
      after = page.next();
    } while (after != null);
  }
}
