package dev.errand.executor.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What the contract says of an executor with nothing wrong, and of each that has a fault. */
class ExecutorContractTest {

  @AfterEach
  void mend() {
    FaultyExecutor.current = null;
  }

  @Test
  void a_sound_executor_keeps_the_whole_contract() {
    var results = run(selectClass(FaultyContract.class));
    assertEquals(15, results.size(), results::toString);
    assertEquals(Map.of(), failures(results));
  }

  @ParameterizedTest
  @EnumSource
  void finds_the_fault(Fault fault) {
    FaultyExecutor.current = fault;
    var failures = failures(run(selectMethod(FaultyContract.class, fault.foundBy)));
    assertEquals(Set.of(fault.foundBy), failures.keySet());
    failures.values().forEach(message -> assertTrue(message.length() > 20, message));
  }

  private static Map<String, String> failures(Map<String, TestExecutionResult> results) {
    var failures = new TreeMap<String, String>();
    results.forEach(
        (name, result) ->
            result
                .getThrowable()
                .ifPresent(thrown -> failures.put(name, String.valueOf(thrown.getMessage()))));
    return failures;
  }

  private static Map<String, TestExecutionResult> run(DiscoverySelector selector) {
    var results = new ConcurrentHashMap<String, TestExecutionResult>();
    var listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .ifPresent(method -> results.put(method.getMethodName(), result));
          }
        };
    var request = LauncherDiscoveryRequestBuilder.request().selectors(List.of(selector)).build();
    LauncherFactory.create().execute(request, listener);
    return results;
  }
}
