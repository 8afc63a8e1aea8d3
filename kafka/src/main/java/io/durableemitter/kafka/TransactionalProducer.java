package io.durableemitter.kafka;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.text.ErrorText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A producer with a transactional id, made when it is needed and made anew when it is of no use any
 * more. By one thread at a time, which may wait for the brokers.
 */
final class TransactionalProducer {

  private static final DeliveryResult NOT_WITHOUT_THE_OTHERS =
      DeliveryResult.failed(
          FailureKind.CALL, "not sent: its batch is all or none, and another event was refused");

  private final Map<String, Object> properties;
  private final long commitNanos;
  private final EventRecords records;
  private final Verdicts verdicts;
  private final UnknownTopics unknown;
  private final ProducerClosing closing;
  private final ThrottledLog log;
  private @Nullable Producer<byte[], byte[]> current;

  TransactionalProducer(
      Map<String, Object> properties,
      Duration commitTimeout,
      EventRecords records,
      Verdicts verdicts,
      UnknownTopics unknown,
      LogThrottle throttle) {
    this.properties = properties;
    this.commitNanos = TimeUnit.NANOSECONDS.convert(commitTimeout);
    this.records = records;
    this.verdicts = verdicts;
    this.unknown = unknown;
    this.log = throttle.log(TransactionalProducer.class);
    this.closing = new ProducerClosing(id() + "-close", log);
  }

  private String id() {
    return String.valueOf(properties.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG));
  }

  /** The results of all events: each is delivered, or none is. */
  List<DeliveryResult> deliver(List<Payload> events) {
    TransactionResults results = new TransactionResults(events.size(), NOT_WITHOUT_THE_OTHERS);
    List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      EventRecords.Made made = records.of(events.get(i));
      if (made instanceof EventRecords.Ready ready) {
        String topic = ready.kafkaRecord().topic();
        Throwable reason = unknown.reason(topic, System.nanoTime());
        if (reason != null) {
          results.refused(i, verdicts.topicWrong(topic, reason));
        }
        batch.add(ready.kafkaRecord());
      } else {
        results.refused(i, ((EventRecords.Refused) made).result());
      }
    }
    return results.hasRefused() ? results.all() : transact(batch, results);
  }

  private List<DeliveryResult> transact(
      List<ProducerRecord<byte[], byte[]>> batch, TransactionResults results) {
    Producer<byte[], byte[]> producer;
    try {
      producer = producer();
    } catch (KafkaException | IllegalStateException e) {
      drop(e);
      return failed(batch, transport("no transaction can begin", e));
    }
    try {
      producer.beginTransaction();
      if (send(producer, batch, results)) {
        commit(producer);
        return Collections.nCopies(batch.size(), DeliveryResult.delivered());
      }
      abort(producer);
      return results.all();
    } catch (TimeoutException | InterruptException e) {
      // it may be committed yet: an abort now is against Kafka's rules
      drop(e);
      return failed(batch, transport("it is not known whether the transaction is committed", e));
    } catch (KafkaException | IllegalStateException e) {
      if (endsProducer(e)) {
        drop(e);
      } else {
        abort(producer);
      }
      results.answered(batch, verdicts);
      return results.hasRefused() ? results.all() : failed(batch, whole(batch, e));
    }
  }

  private Producer<byte[], byte[]> producer() {
    Producer<byte[], byte[]> known = current;
    if (known != null) {
      return known;
    }
    closing.requireClosed();
    Producer<byte[], byte[]> made =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    current = made;
    // ends what a process before has left open under this id
    made.initTransactions();
    return made;
  }

  /** Whether the producer has taken all; of one that it has not, the result is noted. */
  private boolean send(
      Producer<byte[], byte[]> producer,
      List<ProducerRecord<byte[], byte[]>> batch,
      TransactionResults results) {
    for (int i = 0; i < batch.size(); i++) {
      Future<RecordMetadata> sent = producer.send(batch.get(i));
      results.sent(sent);
      Throwable refusal = sent.isDone() ? TransactionResults.error(sent) : null;
      if (refusal != null) {
        results.refused(i, refusedHere(batch.get(i).topic(), refusal));
        return false;
      }
    }
    return true;
  }

  private DeliveryResult refusedHere(String topic, Throwable refusal) {
    Throwable cause = refusal instanceof TimeoutException ? refusal.getCause() : refusal;
    if (cause != null && Verdicts.isAboutTheTopic(cause)) {
      unknown.add(topic, cause, System.nanoTime());
      return verdicts.topicWrong(topic, cause);
    }
    return verdicts.refusedHere(topic, refusal);
  }

  /** A commit that has not ended in time may be asked for again, and must be. */
  private void commit(Producer<byte[], byte[]> producer) {
    long begin = System.nanoTime();
    while (true) {
      try {
        producer.commitTransaction();
        return;
      } catch (TimeoutException e) {
        if (System.nanoTime() - begin > commitNanos) {
          throw e;
        }
      }
    }
  }

  private void abort(Producer<byte[], byte[]> producer) {
    try {
      producer.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      // the next one with this id, or the brokers in a while, abort it
      drop(e);
    }
  }

  private static boolean endsProducer(Throwable error) {
    return error instanceof InvalidProducerEpochException
        || error instanceof ProducerFencedException
        || error instanceof IllegalStateException;
  }

  private void drop(Throwable reason) {
    Producer<byte[], byte[]> useless = current;
    current = null;
    if (reason instanceof ProducerFencedException
        || reason instanceof InvalidProducerEpochException) {
      log.warn(
          "fenced",
          "another process has the transactional id {}, or the brokers have given it up; no two"
              + " processes may have the same",
          id());
    } else {
      log.warn("drop", "the producer {} is replaced by a new one: {}", id(), reason);
    }
    if (useless != null) {
      closing.begin(useless);
    }
  }

  private DeliveryResult whole(List<ProducerRecord<byte[], byte[]>> batch, Exception error) {
    DeliveryResult result = verdicts.of(batch.get(0).topic(), error);
    return result instanceof Failed failed && failed.kind() != FailureKind.CALL
        ? result
        : transport("the transaction failed", error);
  }

  private static DeliveryResult transport(String what, Exception error) {
    return DeliveryResult.failed(
        FailureKind.TRANSPORT, what + ": " + ErrorText.message(error), error);
  }

  private static List<DeliveryResult> failed(
      List<ProducerRecord<byte[], byte[]>> batch, DeliveryResult result) {
    return Collections.nCopies(batch.size(), result);
  }

  /** No transaction is under way, or nobody waits for it any more. */
  void close() {
    Producer<byte[], byte[]> last = current;
    current = null;
    if (last != null) {
      closing.begin(last);
    }
  }

  /** Waits until what was closed is closed. */
  void awaitClosed(Duration most) {
    closing.await(most);
  }
}
