package dev.errand.executor.standard;

import dev.errand.executor.Executor;
import dev.errand.executor.testing.ExecutorContract;

class CalendarEventContractTest extends ExecutorContract {

  @Override
  protected Executor executor() {
    return new CalendarEventExecutor();
  }
}
