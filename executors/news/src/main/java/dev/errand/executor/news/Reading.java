package dev.errand.executor.news;

import dev.errand.executor.Outcome;

/** What became of reading one source. */
sealed interface Reading {

  /** The source that was read. */
  Source source();

  /** It answered with a feed. */
  record Read(Source source, Feed feed) implements Reading {}

  /** It did not, for the reason that the failure gives. */
  record Unread(Source source, Outcome.Failed failed) implements Reading {}
}
