package dev.errand.app.consul;

import io.vertx.ext.consul.CheckOptions;
import io.vertx.ext.consul.CheckStatus;
import io.vertx.ext.consul.ServiceOptions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What Consul is told about this node.
 *
 * @param name the service's
 * @param id this node's among all of the service
 * @param address where others reach it
 * @param port where it listens, with {@code /health}
 * @param tls whether it is served over TLS
 * @param meta cut to what Consul takes
 */
public record Instance(
    String name, String id, String address, int port, boolean tls, Map<String, String> meta) {

  private static final List<String> TAGS = List.of("v1", "task", "todo", "scheduler");

  /** Consul refuses a registration with a longer value. */
  private static final int LONGEST_META = 512;

  /** Cuts meta values that are too long, at a comma where there is one. */
  public Instance {
    meta =
        meta.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> cut(e.getValue())));
  }

  /**
   * A node that keeps its id when it starts again on the same host and port, so that Consul never
   * lists a crashed one beside its successor.
   *
   * @param host the name of the machine
   */
  public static Instance of(String name, String host, String address, int port) {
    return new Instance(
        name, "%s-%s-%d".formatted(name, host, port), address, port, false, Map.of());
  }

  /** The same, called over TLS; Consul does not check the certificate, as it calls by address. */
  public Instance overTls() {
    return new Instance(name, id, address, port, true, meta);
  }

  /** The same with facts for those who look it up. */
  public Instance describing(Map<String, String> facts) {
    return new Instance(name, id, address, port, tls, facts);
  }

  ServiceOptions registration() {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return new ServiceOptions()
        .setName(name)
        .setId(id)
        .setAddress(address)
        .setPort(port)
        .setTags(TAGS)
        .setMeta(meta)
        .setCheckOptions(
            new CheckOptions()
                .setName(name + " /health")
                .setHttp("%s://%s:%d/health".formatted(tls ? "https" : "http", host, port))
                .setTlsSkipVerify(tls)
                // True: it registers when it is ready. Else it would be unlisted until the first
                // check.
                .setStatus(CheckStatus.PASSING)
                .setInterval("10s")
                .setDeregisterAfter("1m"));
  }

  private static String cut(String value) {
    if (value.length() <= LONGEST_META) {
      return value;
    }
    int comma = value.lastIndexOf(',', LONGEST_META);
    return value.substring(0, comma > 0 ? comma : LONGEST_META);
  }
}
