package dev.errand.core.persistence;

import dev.errand.core.bus.Bus;
import dev.errand.core.calendar.DueDays;
import dev.errand.core.exchange.ExchangeCommand.CloseExport;
import dev.errand.core.exchange.ExchangeCommand.FindNamed;
import dev.errand.core.exchange.ExchangeCommand.ImportTasks;
import dev.errand.core.exchange.ExchangeCommand.NoteImport;
import dev.errand.core.exchange.ExchangeQuery.GetImport;
import dev.errand.core.exchange.ExchangeQuery.OpenExport;
import dev.errand.core.exchange.ExchangeQuery.ReadExport;
import dev.errand.core.exchange.Exports;
import dev.errand.core.exchange.Imports;
import dev.errand.core.task.TaskAstronomy;
import dev.errand.core.task.Tasks;
import io.vertx.core.Vertx;

/** Has the bus reach imports and exports. */
final class ExchangeHandlers {

  private final Bus bus;
  private final Tasks.Means means;
  private final DueDays dueDays;

  ExchangeHandlers(Bus bus, Tasks.Means means, DueDays dueDays) {
    this.dueDays = dueDays;
    this.bus = bus;
    this.means = means;
  }

  void serve(Vertx vertx, Signals signals) {
    var imports = new Imports(means.pg(), means.ids(), means.clock(), new TaskAstronomy(dueDays));
    bus.serve(
        ImportTasks.class,
        command ->
            command.dryRun() ? imports.run(command) : signals.publishing(imports.run(command)));
    bus.serve(FindNamed.class, imports::named);
    bus.serve(NoteImport.class, imports::note);
    bus.serve(GetImport.class, imports::get);
    var exports = new Exports(vertx, means.pg(), means.ids(), means.clock());
    bus.serve(OpenExport.class, exports::open);
    bus.serve(ReadExport.class, exports::read);
    bus.serve(CloseExport.class, exports::close);
  }
}
