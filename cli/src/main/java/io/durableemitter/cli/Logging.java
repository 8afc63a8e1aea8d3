package io.durableemitter.cli;

import java.util.Arrays;

/** Log lines on stderr: warnings, and with {@code --verbose} what the house is doing. */
final class Logging {

  private Logging() {}

  static void configure(String[] args) {
    boolean verbose = isVerbose(args);
    System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
    System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
    System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
    System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS");
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "info" : "warn");
    System.setProperty("org.slf4j.simpleLogger.log.io.durableemitter", verbose ? "debug" : "warn");
    // the pool reports what the command itself reports better
    System.setProperty("org.slf4j.simpleLogger.log.com.zaxxer.hikari", verbose ? "info" : "off");
  }

  static boolean isVerbose(String[] args) {
    return Arrays.asList(args).contains("--verbose");
  }
}
