package io.durableemitter.benchmarks.peers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that measures one outbox.
 *
 * @param name of the outbox
 * @param main its class
 * @param classPath what it runs on
 * @param note what has to be said of its version, or nothing
 */
public record PeerProgram(String name, String main, String classPath, String note) {

  static final String OURS = "ours";
  static final String PLAIN = "plain";

  /** All outboxes there are, in the order of their turns. */
  public static final List<String> NAMES =
      List.of(
          OURS, PLAIN, "gruelbox", "dbscheduler", "jobrunr", "namastack", "modulith", "debezium");

  /** Durable Emitter. */
  public static PeerProgram ours() {
    return here(OURS, EmitterOutbox.class);
  }

  /** Plain JDBC, the floor of all. */
  public static PeerProgram plain() {
    return here(PLAIN, PlainOutbox.class);
  }

  private static PeerProgram here(String name, Class<?> main) {
    String own = System.getProperty("java.class.path");
    // surefire starts its JVM with a jar that only points to the others
    return new PeerProgram(
        name, main.getName(), System.getProperty("surefire.test.class.path", own), "");
  }

  /**
   * One of {@link #NAMES}.
   *
   * @param name of the outbox
   * @param reactor the folder {@code benchmarks/peers}
   * @throws IOException if it is not built
   * @throws IllegalArgumentException if there is no such outbox
   */
  public static PeerProgram named(String name, Path reactor) throws IOException {
    return switch (name) {
      case OURS -> ours();
      case PLAIN -> plain();
      case "gruelbox" -> built(reactor, name, "Gruelbox", old("7.0.715"));
      case "dbscheduler" -> built(reactor, name, "Scheduler", "");
      case "jobrunr" -> built(reactor, name, "JobRunr", old("8.7.1"));
      case "namastack" -> built(reactor, name, "Namastack", old("1.8.1"));
      case "modulith" -> built(reactor, name, "Modulith", "");
      case "debezium" -> built(reactor, name, "Debezium", old("3.7"));
      default ->
          throw new IllegalArgumentException("no such outbox: " + name + "; there are " + NAMES);
    };
  }

  private static String old(String upstream) {
    return "the newest that the registry of this build served whole; upstream had " + upstream;
  }

  private static PeerProgram built(Path reactor, String name, String prefix, String note)
      throws IOException {
    Path target = reactor.resolve(name).resolve("target");
    Path file = target.resolve("launch.classpath");
    if (!Files.exists(file)) {
      throw new IOException(
          "the peers are not built: ./mvnw -f benchmarks/peers/pom.xml process-classes");
    }
    return new PeerProgram(
        name,
        "io.durableemitter.benchmarks.peers." + name + "." + prefix + "Outbox",
        target.resolve("classes") + File.pathSeparator + Files.readString(file).strip(),
        note);
  }
}
