package dev.errand.core.task;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.tasktype.Performer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Draws the state machine from the table of moves. */
class StateMachineDocTest {

  private static final Path DOC = Path.of("../docs/state-machine.md");

  /** What nobody commands: executions begin and end, and time passes. */
  private static final List<String> BY_THEMSELVES =
      List.of(
          "[*] --> pending: create",
          "[*] --> scheduled: create with run_at",
          "[*] --> queued: create to run at once",
          "[*] --> blocked: create with open dependencies",
          "scheduled --> queued: due",
          "retry --> queued: due",
          "queued --> running: claim",
          "running --> completed: succeeded",
          "running --> retry: failed or lost, attempts left",
          "running --> failed: failed or lost for good",
          "running --> scheduled: snoozed, or recurring",
          "blocked --> queued: dependencies done");

  @Test
  void the_table_is_that_of_the_code() throws IOException {
    contains(table());
  }

  @Test
  void the_diagram_is_drawn_from_the_code() throws IOException {
    contains(diagram());
  }

  private static void contains(String text) throws IOException {
    assertTrue(
        Files.readString(DOC).contains(text), () -> DOC + " must contain this text:\n" + text);
  }

  private static String table() {
    var lines = new ArrayList<String>();
    lines.add("| command | from | to | for tasks of |");
    lines.add("|---|---|---|---|");
    for (var move : TaskMove.values()) {
      lines.add(
          "| %s | %s | %s | %s |"
              .formatted(
                  move.word(),
                  orElse(words(move::leavesFrom), "deleted"),
                  orElse(words(move::leadsTo), move == TaskMove.DELETE ? "deleted" : "what it was"),
                  performers(move)));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String words(Predicate<TaskStatus> wanted) {
    return Arrays.stream(TaskStatus.values())
        .filter(wanted)
        .map(TaskStatus::word)
        .collect(Collectors.joining(", "));
  }

  private static String orElse(String words, String none) {
    return words.isEmpty() ? none : words;
  }

  private static String performers(TaskMove move) {
    var suited =
        Arrays.stream(Performer.values()).filter(move::suits).map(Performer::word).toList();
    return suited.size() == Performer.values().length ? "all" : String.join(", ", suited);
  }

  /** Arrows with the same ends are one arrow with several words. */
  private static String diagram() {
    var arrows = new LinkedHashMap<String, List<String>>();
    for (var move : TaskMove.values()) {
      for (var from : TaskStatus.values()) {
        for (var to : TaskStatus.values()) {
          if (move.leavesFrom(from) && move.leadsTo(to)) {
            arrows
                .computeIfAbsent(from.word() + " --> " + to.word(), arrow -> new ArrayList<>())
                .add(move.word());
          }
        }
      }
    }
    return "```mermaid\nstateDiagram-v2\n"
        + BY_THEMSELVES.stream().map(arrow -> "  " + arrow + "\n").collect(Collectors.joining())
        + arrows.entrySet().stream()
            .map(
                arrow ->
                    "  %s: %s%n".formatted(arrow.getKey(), String.join(", ", arrow.getValue())))
            .collect(Collectors.joining())
        + "```\n";
  }
}
