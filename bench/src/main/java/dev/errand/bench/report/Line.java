package dev.errand.bench.report;

import dev.errand.bench.load.Latencies;
import dev.errand.bench.report.Sample.Processor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One side of a scenario, over all runs.
 *
 * @param scenario its id, as P1
 * @param side who did it, and how
 * @param unit what is counted
 * @param samples one for each run, at least one
 * @param traces what each item left behind in the database
 */
public record Line(String scenario, String side, String unit, List<Sample> samples, Traces traces) {

  /**
   * Figures of each item that hardly depend on the machine; null where not looked at.
   *
   * @param dead row versions that died for it
   * @param statements that were executed for it
   */
  public record Traces(@Nullable Double dead, @Nullable Double statements) {

    /** Nothing was looked at. */
    public static final Traces NONE = new Traces(null, null);

    /** Only dead row versions were counted. */
    public static Traces dead(double dead) {
      return new Traces(dead, null);
    }
  }

  /** The median rate, in items a second. */
  public double rate() {
    return median(Sample::perSecond);
  }

  private double least() {
    return samples.stream().mapToDouble(Sample::perSecond).min().orElseThrow();
  }

  private double most() {
    return samples.stream().mapToDouble(Sample::perSecond).max().orElseThrow();
  }

  private double walPerItem() {
    return median(sample -> (double) sample.walBytes() / sample.count());
  }

  private double median(ToDoubleFunction<Sample> figure) {
    return Median.of(samples.stream().mapToDouble(figure).toArray());
  }

  /**
   * Within how many milliseconds that share of the items was answered, where that was looked at.
   */
  public double millisAt(double share) {
    return Objects.requireNonNull(latencyMillis(share), "no latencies were taken");
  }

  private @Nullable Double latencyMillis(double share) {
    var all = samples.stream().map(Sample::latencies).filter(Objects::nonNull).toList();
    return all.isEmpty()
        ? null
        : Median.of(all.stream().mapToDouble(each -> millis(each, share)).toArray());
  }

  private static double millis(Latencies latencies, double share) {
    return latencies.percentile(share) / 1e6;
  }

  private @Nullable Double microsPerItem(Function<Processor, Duration> part) {
    var all = samples.stream().filter(sample -> sample.processor() != null).toList();
    return all.isEmpty()
        ? null
        : Median.of(
            all.stream()
                .mapToDouble(
                    sample ->
                        part.apply(Objects.requireNonNull(sample.processor())).toNanos()
                            / 1e3
                            / sample.count())
                .toArray());
  }

  /** Of {@link #cells}. */
  static List<String> headings() {
    return List.of(
        "",
        "side",
        "median",
        "min..max",
        "p50 ms",
        "p99 ms",
        "WAL B",
        "dead",
        "stmts",
        "service µs",
        "database µs",
        "load µs");
  }

  List<String> cells() {
    return List.of(
        scenario,
        side,
        "%,.0f %s/s".formatted(rate(), unit),
        "%,.0f..%,.0f".formatted(least(), most()),
        text("%.1f", latencyMillis(0.5)),
        text("%.1f", latencyMillis(0.99)),
        text("%,.0f", walPerItem()),
        text("%.2f", traces.dead()),
        text("%.3f", traces.statements()),
        text("%.0f", microsPerItem(Processor::service)),
        text("%.0f", microsPerItem(Processor::database)),
        text("%.0f", microsPerItem(Processor::load)));
  }

  private static String text(String format, @Nullable Double figure) {
    return figure == null ? "–" : format.formatted(figure);
  }

  JsonObject json() {
    var rates = new JsonArray();
    samples.forEach(sample -> rates.add(Math.round(sample.perSecond())));
    return new JsonObject()
        .put("scenario", scenario)
        .put("side", side)
        .put("unit", unit)
        .put("median_per_s", Math.round(rate()))
        .put("runs_per_s", rates)
        .put("p50_ms", latencyMillis(0.5))
        .put("p99_ms", latencyMillis(0.99))
        .put("wal_bytes_per_item", Math.round(walPerItem()))
        .put("dead_versions_per_item", traces.dead())
        .put("statements_per_item", traces.statements())
        .put("service_cpu_us_per_item", microsPerItem(Processor::service))
        .put("database_cpu_us_per_item", microsPerItem(Processor::database))
        .put("load_cpu_us_per_item", microsPerItem(Processor::load));
  }
}
