package io.durableemitter.cli;

/** A number of things, in the words of one or of many. */
final class Count {

  private Count() {}

  static String of(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** "is" or "are". */
  static String are(long number) {
    return number == 1 ? "is" : "are";
  }
}
