package dev.errand.core.testing;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Http;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** An executor whose behaviour a test gives as a function. */
public record Fake(TaskType taskType, Behaviour behaviour) implements Executor {

  /** What it does. */
  @FunctionalInterface
  public interface Behaviour {
    Outcome run(Execution execution) throws Exception;
  }

  /** No network at all. */
  public static final Http NO_HTTP =
      new Http() {
        @Override
        public HttpResponse<byte[]> send(HttpRequest request) throws Refused {
          throw new Refused("no network in this test");
        }

        @Override
        public HttpResponse<byte[]> sendTrusted(HttpRequest request) throws Refused {
          return send(request);
        }
      };

  public static Fake of(String type, Behaviour behaviour) {
    return new Fake(TaskType.named(type), behaviour);
  }

  @Override
  public Outcome run(Execution execution) throws Exception {
    return behaviour.run(execution);
  }
}
