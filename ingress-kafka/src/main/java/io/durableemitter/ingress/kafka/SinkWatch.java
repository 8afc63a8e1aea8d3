package io.durableemitter.ingress.kafka;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks after the mapping every second, and after brokers and topics every ten, on a thread of its
 * own. What it has found may be asked by any thread.
 */
final class SinkWatch implements AutoCloseable {

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int LOOKS_PER_CHECK = 10;
  private static final String LOOK_FAILED = "looking after Kafka failed";

  private final TopicCheck check;
  private final Topics topics;
  private final ThrottledLog log = new LogThrottle(System::nanoTime).log(KafkaSink.class);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "ingress-kafka-watch");
            made.setDaemon(true);
            return made;
          });
  private int looks; // by the thread
  private volatile String replication = "not known";
  private volatile Optional<String> problem = Optional.empty();

  SinkWatch(TopicCheck check, Topics topics) {
    this.check = check;
    this.topics = topics;
  }

  /**
   * Looks once, and then again and again.
   *
   * @throws IllegalArgumentException if the brokers do not answer, or a topic is not there
   */
  void start() {
    try {
      check.requireAnswer();
      check.require(topics.named());
      replicas();
    } catch (NoAnswerException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    var unused =
        thread.scheduleWithFixedDelay(
            this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void replicas() throws NoAnswerException {
    Replication found = check.replication(topics.named(), !topics.namesAll());
    String text = found.text();
    if (!text.equals(replication)) {
      replication = text;
      log.infoOfChange("replicas", "events go to {}", text);
      found.warning().ifPresent(warning -> log.warnOfChange("weak", "{}", warning));
    }
  }

  private void look() {
    try {
      topics.refresh(check);
      looks++;
      if (looks % LOOKS_PER_CHECK == 0 || problem.isPresent()) {
        replicas();
        problem = Optional.empty();
      }
    } catch (NoAnswerException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
    } catch (Throwable thrown) {
      // the next look may go better, and there is none after one that throws
      log.error(LOOK_FAILED, thrown);
    }
  }

  Optional<String> problem() {
    return problem;
  }

  String replication() {
    return replication;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    check.close();
  }
}
