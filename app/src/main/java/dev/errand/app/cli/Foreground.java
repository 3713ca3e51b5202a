package dev.errand.app.cli;

import dev.errand.app.Errand;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * Runs the service for as long as the process lives. A signal stops it in order and ends the
 * process with 0, because being told to stop is no fault.
 */
final class Foreground {

  private final Errand errand;
  private final Thread hook;

  Foreground(Errand errand) {
    this.errand = errand;
    this.hook = new Thread(this::stopAndEnd, "stop");
  }

  /**
   * Starts, says on which port, and returns only by throwing what kept the service from starting.
   */
  void run(IntSupplier start, IntConsumer ready) throws Exception {
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      ready.accept(start.getAsInt());
    } catch (Exception e) {
      if (!isStopping()) {
        errand.stop();
        throw e;
      }
    }
    new CountDownLatch(1).await();
  }

  private boolean isStopping() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException stopping) {
      return true;
    }
  }

  private void stopAndEnd() {
    errand.stop();
    Runtime.getRuntime().halt(0);
  }
}
