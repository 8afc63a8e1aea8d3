package io.durableemitter.cli;

import java.util.Arrays;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Log lines on stderr: warnings, and with {@code --verbose} what it is doing. What libraries tell
 * java.util.logging goes the same way.
 */
final class Logging {

  private static final String NETTY_SERVER =
      "io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler";

  private Logging() {}

  static void configure(String[] args, LogFormat format) {
    boolean verbose = isVerbose(args);
    String json = String.valueOf(format == LogFormat.JSON);
    String text = String.valueOf(format == LogFormat.TEXT);
    System.setProperty("org.slf4j.simpleLogger.showThreadName", json);
    System.setProperty("org.slf4j.simpleLogger.showLogName", json);
    System.setProperty("org.slf4j.simpleLogger.showShortLogName", text);
    System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
    System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", format.time());
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "info" : "warn");
    System.setProperty("org.slf4j.simpleLogger.log.io.durableemitter", verbose ? "debug" : "warn");
    // the pool reports what the command itself reports better
    System.setProperty("org.slf4j.simpleLogger.log.com.zaxxer.hikari", verbose ? "info" : "off");
    // what a peer can cause is told by ours, once per kind; gRPC tells it each time, with a trace
    System.setProperty("org.slf4j.simpleLogger.log.io.grpc", verbose ? "warn" : "error");
    System.setProperty("org.slf4j.simpleLogger.log." + NETTY_SERVER, "error");
    // Kafka tells each attempt to connect; ours tells what became of the events
    System.setProperty("org.slf4j.simpleLogger.log.org.apache.kafka", verbose ? "warn" : "error");
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  static boolean isVerbose(String[] args) {
    return Arrays.asList(args).contains("--verbose");
  }
}
