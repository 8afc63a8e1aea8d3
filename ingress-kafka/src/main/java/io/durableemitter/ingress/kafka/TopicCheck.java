package io.durableemitter.ingress.kafka;

import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.kafka.KafkaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Asks the brokers which topics there are, and how many replicas keep a record. By one thread. */
final class TopicCheck implements AutoCloseable {

  private static final int MOST_SHOWN = 5;

  private final String servers;
  private final Duration timeout;
  private final Admin admin;

  private TopicCheck(String servers, Duration timeout, Admin admin) {
    this.servers = servers;
    this.timeout = timeout;
    this.admin = admin;
  }

  /**
   * Makes a client.
   *
   * @throws IllegalArgumentException if it cannot be made, as with a host that is not known or a
   *     key store that is not there
   */
  static TopicCheck open(String servers, KafkaConfig config) {
    Set<String> known = AdminClientConfig.configNames();
    Map<String, Object> properties = new HashMap<>();
    config.properties().forEach((name, value) -> properties.put(name, value));
    properties.keySet().retainAll(known);
    int millis = (int) config.topicTimeout().toMillis();
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    properties.put(AdminClientConfig.CLIENT_ID_CONFIG, config.clientName() + "-check");
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    properties.put("enable.metrics.push", false);
    try {
      return new TopicCheck(servers, config.topicTimeout(), Admin.create(properties));
    } catch (KafkaException e) {
      throw new IllegalArgumentException(
          "no client of Kafka can be made for " + servers + ": " + causes(e), e);
    }
  }

  private static String causes(Throwable error) {
    StringBuilder text = new StringBuilder();
    for (Throwable at = error.getCause(); at != null; at = at.getCause()) {
      text.append(text.isEmpty() ? "" : ": ").append(ErrorText.message(at));
    }
    return text.isEmpty() ? ErrorText.message(error) : text.toString();
  }

  /**
   * Fails unless the brokers answer and have these topics.
   *
   * @throws IllegalArgumentException if not; the message says what would be right
   */
  void require(Set<String> topics) {
    List<String> missing = new ArrayList<>();
    try {
      for (Map.Entry<String, KafkaFuture<TopicDescription>> one :
          admin.describeTopics(topics).topicNameValues().entrySet()) {
        if (get(one.getValue(), UnknownTopicOrPartitionException.class).isEmpty()) {
          missing.add(one.getKey());
        }
      }
      if (!missing.isEmpty() && !brokersMakeTopics()) {
        throw new IllegalArgumentException(missing(missing));
      }
    } catch (NoAnswerException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private String missing(List<String> missing) throws NoAnswerException {
    List<String> there =
        get(admin.listTopics().names(), AuthorizationException.class).orElseGet(Set::of).stream()
            .sorted()
            .toList();
    return (missing.size() == 1 ? "there is no topic " : "there are no topics ")
        + shown(missing)
        + " at "
        + servers
        + "; make "
        + (missing.size() == 1 ? "it" : "them")
        + (there.isEmpty() ? "" : ", or name one of " + shown(there));
  }

  private static String shown(Collection<String> names) {
    String some = String.join(", ", names.stream().limit(MOST_SHOWN).toList());
    return names.size() > MOST_SHOWN
        ? some + " and " + (names.size() - MOST_SHOWN) + " more"
        : some;
  }

  private boolean brokersMakeTopics() throws NoAnswerException {
    return broker("auto.create.topics.enable").filter("true"::equals).isPresent();
  }

  /** How safe records are: of the topics that are known, and of others if there may be some. */
  Replication replication(Set<String> topics, boolean others) throws NoAnswerException {
    Map<String, Replication.OfTopic> known = new TreeMap<>();
    Map<String, KafkaFuture<TopicDescription>> described =
        admin.describeTopics(topics).topicNameValues();
    List<ConfigResource> resources =
        topics.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<ConfigResource, KafkaFuture<Config>> configs = admin.describeConfigs(resources).values();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> one : described.entrySet()) {
      Optional<TopicDescription> topic =
          get(one.getValue(), UnknownTopicOrPartitionException.class);
      Optional<Config> config =
          get(
              configs.get(new ConfigResource(ConfigResource.Type.TOPIC, one.getKey())),
              KafkaException.class);
      if (topic.isPresent()) {
        known.put(
            one.getKey(),
            new Replication.OfTopic(
                replicas(topic.get()),
                inSync(topic.get()),
                config.flatMap(found -> number(found, "min.insync.replicas"))));
      }
    }
    Optional<Replication.OfTopic> ofOthers = others ? Optional.of(defaults()) : Optional.empty();
    return new Replication(known, ofOthers);
  }

  private static int replicas(TopicDescription topic) {
    return topic.partitions().stream().mapToInt(one -> one.replicas().size()).min().orElse(0);
  }

  private static int inSync(TopicDescription topic) {
    return topic.partitions().stream().mapToInt(one -> one.isr().size()).min().orElse(0);
  }

  private Replication.OfTopic defaults() throws NoAnswerException {
    int replicas = broker("default.replication.factor").map(Integer::parseInt).orElse(1);
    return new Replication.OfTopic(
        replicas, replicas, broker("min.insync.replicas").map(Integer::parseInt));
  }

  /** A property of some broker; empty if this user may not ask for it. */
  private Optional<String> broker(String property) throws NoAnswerException {
    Collection<Node> nodes = get(admin.describeCluster().nodes());
    if (nodes.isEmpty()) {
      return Optional.empty();
    }
    ConfigResource broker =
        new ConfigResource(ConfigResource.Type.BROKER, nodes.iterator().next().idString());
    return get(
            admin.describeConfigs(List.of(broker)).values().get(broker),
            AuthorizationException.class)
        .flatMap(config -> Optional.ofNullable(config.get(property)))
        .flatMap(entry -> Optional.ofNullable(entry.value()));
  }

  private static Optional<Integer> number(Config config, String property) {
    ConfigEntry entry = config.get(property);
    return entry == null ? Optional.empty() : Optional.of(Integer.parseInt(entry.value()));
  }

  /**
   * Fails unless a broker answers.
   *
   * @throws NoAnswerException if none does; the message says what to look at
   */
  void requireAnswer() throws NoAnswerException {
    Collection<Node> unused = get(admin.describeCluster().nodes());
  }

  private <T> T get(KafkaFuture<T> answer) throws NoAnswerException {
    return get(answer, NeverThrown.class).orElseThrow();
  }

  /** The answer; empty if it is an error of this type, or of one below it. */
  private <T> Optional<T> get(@Nullable KafkaFuture<T> answer, Class<? extends Exception> none)
      throws NoAnswerException {
    if (answer == null) {
      return Optional.empty(); // it was not asked
    }
    try {
      return Optional.of(answer.get(timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NoAnswerException.of(servers, timeout, e);
    } catch (TimeoutException e) {
      throw NoAnswerException.of(servers, timeout, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (none.isInstance(cause)
          && !(cause instanceof org.apache.kafka.common.errors.TimeoutException)) {
        return Optional.empty();
      }
      throw NoAnswerException.of(servers, timeout, cause);
    }
  }

  private static final class NeverThrown extends Exception {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
