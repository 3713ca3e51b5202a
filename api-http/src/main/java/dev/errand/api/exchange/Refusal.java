package dev.errand.api.exchange;

/** A file that cannot be read, so that nothing of it is imported. Carries no stack trace. */
final class Refusal extends RuntimeException {

  private final transient Finding finding;

  Refusal(Finding finding) {
    super(finding.msg(), null, false, false);
    this.finding = finding;
  }

  /** At a place of the text. */
  Refusal(long line, long column, String code, String msg) {
    this(Finding.at(line, column, code, msg));
  }

  Finding finding() {
    return finding;
  }
}
