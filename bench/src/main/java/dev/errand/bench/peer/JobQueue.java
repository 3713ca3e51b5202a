package dev.errand.bench.peer;

/** A job queue in Java, as its driver sees it. Its jobs do nothing. */
interface JobQueue {

  /** Adds one job; called from many threads at a time. */
  void add(long number);

  /** Adds so many. */
  void fill(int jobs) throws Exception;

  /** Works until as many have been executed as were filled in. */
  void drain() throws Exception;

  /** Ends what works. */
  void stop();
}
