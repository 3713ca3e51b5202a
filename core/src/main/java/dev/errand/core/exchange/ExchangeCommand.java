package dev.errand.core.exchange;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import dev.errand.core.task.ImportedTask;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What imports and exports do, besides asking.
 *
 * @param <R> the answer
 */
public sealed interface ExchangeCommand<R> extends Command<R> {

  /**
   * Imports tasks, those that are not there yet: all of them or none. Answers how many those were.
   *
   * @param dryRun whether to count alone
   */
  record ImportTasks(List<ImportedTask> tasks, boolean dryRun)
      implements ExchangeCommand<Integer> {}

  /**
   * Finds the people and sites that lines name.
   *
   * @param caller who imports
   * @param people by id, name or address
   * @param sites by name
   * @param create whether to make placeholders of those that there are not
   */
  record FindNamed(Caller caller, Set<String> people, Set<String> sites, boolean create)
      implements ExchangeCommand<Named> {}

  /** Notes how an import stands. */
  record NoteImport(ImportReport report) implements ExchangeCommand<Void> {}

  /** Ends the reading of an export before its end; one that has ended is no mistake. */
  record CloseExport(UUID id) implements ExchangeCommand<Void> {}
}
