package dev.errand.bench.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a flight recording says of where the processor time went: for each group of threads, the
 * packages whose code was on top (the innermost frame that is not the JDK's), the methods on top,
 * and the project's own methods with all that they call.
 */
final class FlightSummary {

  private static final int PACKAGES = 14;
  private static final int METHODS = 14;
  private static final int OWN_METHODS = 24;
  private static final double SMALLEST_GROUP = 0.02;
  private static final List<String> JDK = List.of("java.", "jdk.", "sun.", "com.sun.");

  private final Map<String, Group> groups = new TreeMap<>();
  private int samples;

  private FlightSummary() {}

  private record Group(Tally packages, Tally top, Tally own) {
    Group() {
      this(new Tally(), new Tally(), new Tally());
    }
  }

  static String of(Path recording) {
    var summary = new FlightSummary();
    try (var file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        var event = file.readEvent();
        if (event.getEventType().getName().equals("jdk.ExecutionSample")) {
          summary.add(event);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return summary.text();
  }

  private void add(RecordedEvent event) {
    var stack = event.getStackTrace();
    var thread = event.getThread("sampledThread");
    if (stack == null || thread == null || stack.getFrames().isEmpty()) {
      return;
    }
    samples++;
    var name = thread.getJavaName();
    var group =
        groups.computeIfAbsent(
            name == null || name.isEmpty() ? "virtual threads" : name.replaceAll("[0-9]+", "n"),
            key -> new Group());
    var frames = stack.getFrames();
    group.top().add(method(frames.getFirst()));
    group
        .packages()
        .add(
            frames.stream()
                .map(FlightSummary::packageOf)
                .filter(each -> JDK.stream().noneMatch(each::startsWith))
                .findFirst()
                .orElse("the JDK alone"));
    var seen = new HashSet<String>();
    for (var frame : frames) {
      var own = method(frame);
      if (packageOf(frame).startsWith("dev.errand") && seen.add(own)) {
        group.own().add(own);
      }
    }
  }

  private static String packageOf(RecordedFrame frame) {
    var type = frame.getMethod().getType().getName();
    int dot = type.lastIndexOf('.');
    return dot < 0 ? type : type.substring(0, dot + 1);
  }

  private static String method(RecordedFrame frame) {
    var type = frame.getMethod().getType().getName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
  }

  private String text() {
    var text = new StringBuilder("Service: %d samples of running threads\n".formatted(samples));
    Map<String, Group> large = new LinkedHashMap<>(groups);
    large.values().removeIf(group -> group.top().total() < samples * SMALLEST_GROUP);
    large.forEach(
        (name, group) -> {
          text.append("\n%s: %.0f %%\n".formatted(name, 100.0 * group.top().total() / samples));
          text.append(" on top, by package\n").append(group.packages().text(PACKAGES));
          text.append(" on top, by method\n").append(group.top().text(METHODS));
          text.append(" own methods, with what they call\n");
          text.append(group.own().text(OWN_METHODS, group.top().total()));
        });
    return text.toString();
  }
}
