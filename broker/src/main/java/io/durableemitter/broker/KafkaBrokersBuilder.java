package io.durableemitter.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings of {@link KafkaBrokers} before their start. Not safe for concurrent use. */
public final class KafkaBrokersBuilder {

  private static final int MOST_BROKERS = 9;

  private final Map<String, String> properties = new TreeMap<>();
  private final Map<String, String> saslUsers = new TreeMap<>();
  private int brokers = 1;
  private String classPath =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  KafkaBrokersBuilder() {}

  /**
   * How many brokers, 1 to 9; 1 if not given. Topics have as many replicas, at most 3, and {@code
   * min.insync.replicas} is one less.
   *
   * @param count how many
   * @return this
   */
  public KafkaBrokersBuilder brokers(int count) {
    if (count < 1 || count > MOST_BROKERS) {
      throw new IllegalArgumentException(
          "brokers must be 1 to " + MOST_BROKERS + " but is " + count);
    }
    brokers = count;
    return this;
  }

  /**
   * A property of the brokers, as Kafka names it; it goes before those set here.
   *
   * @param name such as {@code message.max.bytes}
   * @param value its value
   * @return this
   */
  public KafkaBrokersBuilder property(String name, String value) {
    properties.put(name, value);
    return this;
  }

  /**
   * A user who can authenticate by SASL/PLAIN at the brokers' second listener, {@link
   * KafkaBrokers#saslBootstrapServers()}.
   *
   * @param name letters and digits
   * @param password without quotes
   * @return this
   */
  public KafkaBrokersBuilder saslUser(String name, String password) {
    saslUsers.put(name, password);
    return this;
  }

  /**
   * Where the brokers' JVMs find Kafka and this class; the class path of this JVM if not given.
   *
   * @param value the class path
   * @return this
   */
  public KafkaBrokersBuilder classPath(String value) {
    classPath = value;
    return this;
  }

  /**
   * Starts the brokers and waits until all of them take part.
   *
   * @return the running brokers
   * @throws KafkaBrokersException if they do not start within a minute
   */
  public KafkaBrokers start() {
    try {
      Path directory = Files.createTempDirectory("durable-emitter-kafka-");
      List<Integer> ports = FreePorts.find(3 * brokers);
      BrokerSettings settings =
          new BrokerSettings(
              directory,
              ports.subList(0, brokers),
              ports.subList(brokers, 2 * brokers),
              ports.subList(2 * brokers, 3 * brokers),
              Map.copyOf(saslUsers),
              Map.copyOf(properties));
      return KafkaBrokers.start(settings, classPath);
    } catch (IOException e) {
      throw new KafkaBrokersException("cannot start Kafka: " + e, e);
    }
  }
}
