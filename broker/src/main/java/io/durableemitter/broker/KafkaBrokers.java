package io.durableemitter.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One or several running Kafka brokers, each a child JVM of at most 192 MiB of heap that listens on
 * 127.0.0.1. Their data is temporary. They end with this JVM, however it ends. Topics are not made
 * by themselves: {@link #createTopic}. Safe for use by several threads.
 */
public final class KafkaBrokers implements AutoCloseable {

  static final String HOST = "127.0.0.1";
  private static final Logger LOG = LoggerFactory.getLogger(KafkaBrokers.class);
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private final BrokerSettings settings;
  private final String classPath;
  private final String cluster = Uuid.randomUuid().toString();
  private final List<Optional<BrokerProcess>> processes = new ArrayList<>();
  private boolean closed;

  private KafkaBrokers(BrokerSettings settings, String classPath) {
    this.settings = settings;
    this.classPath = classPath;
  }

  /**
   * Settings before the start.
   *
   * @return a builder for one broker
   */
  public static KafkaBrokersBuilder builder() {
    return new KafkaBrokersBuilder();
  }

  static KafkaBrokers start(BrokerSettings settings, String classPath) throws IOException {
    KafkaBrokers brokers = new KafkaBrokers(settings, classPath);
    boolean started = false;
    try {
      for (int i = 0; i < settings.brokers(); i++) {
        brokers.processes.add(Optional.of(brokers.launch(i)));
      }
      brokers.awaitBrokers(settings.brokers());
      started = true;
      LOG.info("Kafka runs at {}", brokers.bootstrapServers());
      return brokers;
    } finally {
      if (!started) {
        brokers.close();
      }
    }
  }

  private BrokerProcess launch(int broker) throws IOException {
    Path file = settings.directory().resolve("broker-" + broker + ".properties");
    Files.writeString(file, settings.text(broker));
    return BrokerProcess.start(
        classPath, file, cluster, settings.directory().resolve("broker-" + broker + ".log"));
  }

  /**
   * Where clients begin, without TLS and without credentials.
   *
   * @return {@code host:port} of each broker, with commas; they stay the same over restarts
   */
  public String bootstrapServers() {
    return settings.bootstrap(settings.ports());
  }

  /**
   * Where clients begin that authenticate by SASL/PLAIN, without TLS.
   *
   * @return {@code host:port} of each broker, with commas
   * @throws IllegalStateException if there is no {@link KafkaBrokersBuilder#saslUser}
   */
  public String saslBootstrapServers() {
    if (settings.saslUsers().isEmpty()) {
      throw new IllegalStateException("these brokers have no user for SASL; name one to builder()");
    }
    return settings.bootstrap(settings.saslPorts());
  }

  /**
   * Makes a topic with the replicas of these brokers and waits for it.
   *
   * @param name its name
   * @param partitions how many, at least 1
   * @param properties its properties, such as {@code max.message.bytes}; may be empty
   * @throws KafkaBrokersException if it is refused
   */
  public void createTopic(String name, int partitions, Map<String, String> properties) {
    try (Admin admin = admin()) {
      NewTopic topic = new NewTopic(name, partitions, settings.replicas()).configs(properties);
      admin.createTopics(List.of(topic)).all().get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
      awaitTopic(admin, name, partitions);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaBrokersException("interrupted while making the topic " + name, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaBrokersException("the topic " + name + " was not made: " + e, e);
    }
  }

  private void awaitTopic(Admin admin, String name, int partitions) throws InterruptedException {
    Until.holds(
        "the topic " + name + " does not appear",
        LONGEST_START,
        this::requireAlive,
        () ->
            admin
                .describeTopics(List.of(name))
                .allTopicNames()
                .get(2, TimeUnit.SECONDS)
                .values()
                .stream()
                .allMatch(topic -> hasLeaders(topic, partitions)));
  }

  private static boolean hasLeaders(TopicDescription topic, int partitions) {
    return topic.partitions().stream().filter(one -> one.leader() != null).count() == partitions;
  }

  /**
   * A client for everything else; the caller closes it.
   *
   * @return the client
   */
  public Admin admin() {
    return Admin.create(
        Map.of(
            "bootstrap.servers",
            bootstrapServers(),
            "reconnect.backoff.ms",
            20,
            "reconnect.backoff.max.ms",
            100,
            "retry.backoff.ms",
            20));
  }

  /**
   * Process number of a broker.
   *
   * @param broker 0 to the number of brokers, exclusive
   * @return the number
   * @throws IllegalStateException if it does not run
   */
  public synchronized long pid(int broker) {
    return running(broker).pid();
  }

  private BrokerProcess running(int broker) {
    return processes
        .get(broker)
        .orElseThrow(() -> new IllegalStateException("broker " + broker + " does not run"));
  }

  /**
   * Ends a broker as a crash would: SIGKILL.
   *
   * @param broker 0 to the number of brokers, exclusive
   */
  public synchronized void kill(int broker) {
    running(broker).kill();
    processes.set(broker, Optional.empty());
  }

  /**
   * Ends a broker in order.
   *
   * @param broker 0 to the number of brokers, exclusive
   */
  public synchronized void stop(int broker) {
    running(broker).stop();
    processes.set(broker, Optional.empty());
  }

  /**
   * Holds a broker still, with its connections open: SIGSTOP. {@link #resume} ends it.
   *
   * @param broker 0 to the number of brokers, exclusive
   */
  public synchronized void pause(int broker) {
    running(broker).signal("STOP");
  }

  /**
   * Lets a broker go on: SIGCONT.
   *
   * @param broker 0 to the number of brokers, exclusive
   */
  public synchronized void resume(int broker) {
    running(broker).signal("CONT");
  }

  /**
   * Starts a broker again that was killed or stopped, on the same ports and data, and waits until
   * it takes part.
   *
   * @param broker 0 to the number of brokers, exclusive
   * @throws IllegalStateException if it runs, or all are closed
   * @throws KafkaBrokersException if it does not start within a minute
   */
  public void restart(int broker) {
    int expected;
    synchronized (this) {
      if (closed || processes.get(broker).isPresent()) {
        throw new IllegalStateException(
            closed ? "the brokers are closed" : "broker " + broker + " runs");
      }
      try {
        processes.set(broker, Optional.of(launch(broker)));
      } catch (IOException e) {
        throw new KafkaBrokersException("cannot start broker " + broker + ": " + e, e);
      }
      expected = (int) processes.stream().filter(Optional::isPresent).count();
    }
    awaitBrokers(expected);
  }

  /**
   * Waits until so many brokers take part.
   *
   * @param count how many
   * @throws KafkaBrokersException if it takes longer than a minute, or one has ended by itself
   */
  public void awaitBrokers(int count) {
    try (Admin admin = admin()) {
      DescribeClusterOptions options = new DescribeClusterOptions().timeoutMs(2_000);
      Until.holds(
          "there are not " + count + " brokers",
          LONGEST_START,
          this::requireAlive,
          () -> admin.describeCluster(options).nodes().get().size() >= count);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaBrokersException("interrupted while Kafka was starting", e);
    }
  }

  private synchronized void requireAlive() {
    for (Optional<BrokerProcess> process : processes) {
      if (process.isPresent() && !process.get().isAlive()) {
        throw new KafkaBrokersException("a broker has ended:\n" + process.get().logEnd());
      }
    }
  }

  /** Ends the brokers at once and deletes their data. Further calls have no effect. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    processes.forEach(process -> process.ifPresent(BrokerProcess::kill));
    try {
      FileTree.delete(settings.directory());
    } catch (IOException e) {
      throw new KafkaBrokersException("cannot delete " + settings.directory() + ": " + e, e);
    }
  }

  @Override
  public String toString() {
    return "KafkaBrokers[" + bootstrapServers() + "]";
  }
}
