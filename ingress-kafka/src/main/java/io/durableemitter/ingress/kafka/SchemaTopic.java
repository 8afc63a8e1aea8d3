package io.durableemitter.ingress.kafka;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Sees to it that the topic is there and is one that schemas can be kept in. By one thread. */
final class SchemaTopic {

  private static final String NEEDED = "1 partition and cleanup.policy=compact";

  private final String name;
  private final SchemaClients clients;
  private final ThrottledLog log = new LogThrottle(System::nanoTime).log(SchemaTopic.class);

  SchemaTopic(String name, SchemaClients clients) {
    this.name = name;
    this.clients = clients;
  }

  /**
   * Makes the topic if it is not there, and checks it.
   *
   * @throws IllegalArgumentException if it is not as it must be; the message names it
   */
  void require(boolean make) {
    try (Admin admin = clients.admin()) {
      Optional<TopicDescription> topic = describe(admin);
      if (topic.isEmpty()) {
        if (!make) {
          throw wrong("is not there; make it with " + NEEDED + ", or let it be made");
        }
        create(admin);
        topic = awaited(admin);
      }
      int partitions = topic.get().partitions().size();
      if (partitions != 1) {
        throw wrong(
            "has "
                + partitions
                + " partitions, but the order of all records decides; name one with "
                + NEEDED);
      }
      policy(admin)
          .filter(policy -> !policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT))
          .ifPresent(
              policy -> {
                throw wrong(
                    "has cleanup.policy="
                        + policy
                        + ", which loses schemas; set it to compact, or name one with "
                        + NEEDED);
              });
    } catch (NoAnswerException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private Optional<TopicDescription> describe(Admin admin) throws NoAnswerException {
    return get(
        admin.describeTopics(List.of(name)).topicNameValues().values().iterator().next(),
        UnknownTopicOrPartitionException.class);
  }

  private void create(Admin admin) throws NoAnswerException {
    NewTopic topic =
        new NewTopic(name, Optional.of(1), Optional.empty())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    var unused =
        get(
            admin.createTopics(List.of(topic)).all().thenApply(made -> true),
            TopicExistsException.class);
    log.infoOfChange("made", "made the topic {} for schemas, with {}", name, NEEDED);
  }

  /** The broker that is asked may not know it yet. */
  private Optional<TopicDescription> awaited(Admin admin) throws NoAnswerException {
    long deadline = System.nanoTime() + clients.timeout().toNanos();
    Optional<TopicDescription> topic = describe(admin);
    while (topic.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw wrong("was made, but does not appear");
      }
      topic = describe(admin);
    }
    return topic;
  }

  private Optional<String> policy(Admin admin) throws NoAnswerException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Optional<Config> config =
        get(
            admin.describeConfigs(List.of(resource)).values().values().iterator().next(),
            AuthorizationException.class);
    if (config.isEmpty()) {
      log.warn("policy", "whether the topic {} is compacted cannot be told: not allowed", name);
    }
    return config
        .flatMap(found -> Optional.ofNullable(found.get(TopicConfig.CLEANUP_POLICY_CONFIG)))
        .flatMap(entry -> Optional.ofNullable(entry.value()));
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("the topic " + name + " for schemas " + what);
  }

  /** The answer; empty if it is an error of this type. */
  private <T> Optional<T> get(KafkaFuture<T> answer, Class<? extends Exception> none)
      throws NoAnswerException {
    Duration timeout = clients.timeout();
    try {
      return Optional.of(answer.get(timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NoAnswerException.of(clients.servers(), timeout, e);
    } catch (TimeoutException e) {
      throw NoAnswerException.of(clients.servers(), timeout, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (none.isInstance(cause)) {
        return Optional.empty();
      }
      throw NoAnswerException.of(clients.servers(), timeout, cause);
    }
  }
}
