package dev.errand.app.config;

/** Says more precisely what is wrong with a value than its kind's general rule; never quotes it. */
final class WrongValue extends RuntimeException {

  WrongValue(String problem) {
    super(problem);
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
