package dev.errand.core.problem;

import java.util.List;

/**
 * One thing that is wrong with an input.
 *
 * @param loc where: {@code body}, {@code query}, {@code path} or {@code header}, then member names
 *     and array positions
 * @param msg what is wrong and what would be right
 * @param type a stable word for programs, such as {@code missing} or {@code maxLength}
 */
public record Violation(List<Object> loc, String msg, String type) {

  /** A violation of a member of the request's body. */
  public static Violation ofBody(String member, String msg, String type) {
    return new Violation(List.of("body", member), msg, type);
  }
}
