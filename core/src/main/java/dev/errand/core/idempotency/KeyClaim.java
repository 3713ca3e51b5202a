package dev.errand.core.idempotency;

import java.util.UUID;

/** What is known of a key when a request comes with it. */
public sealed interface KeyClaim {

  /**
   * Nobody else is at it: the request is to be carried out.
   *
   * @param id stays the same when the request has to be carried out again, so that what it creates
   *     by this id is created once
   * @param again true if an earlier attempt has not told what came of it
   */
  record Granted(UUID id, boolean again) implements KeyClaim {}

  /** It has been carried out. */
  record Answered(StoredAnswer answer) implements KeyClaim {}

  /** It is being carried out. */
  record Underway() implements KeyClaim {}

  /** The key stands for another request. */
  record Reused() implements KeyClaim {}
}
