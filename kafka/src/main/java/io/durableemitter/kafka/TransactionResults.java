package io.durableemitter.kafka;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Which events of a transaction are the reason that it was not made. By one thread. */
final class TransactionResults {

  private final DeliveryResult[] results;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private boolean refused;

  TransactionResults(int count, DeliveryResult ofTheOthers) {
    this.results = new DeliveryResult[count];
    Arrays.fill(results, ofTheOthers);
  }

  void refused(int index, DeliveryResult result) {
    results[index] = result;
    refused = true;
  }

  void sent(Future<RecordMetadata> answer) {
    sent.add(answer);
  }

  /** The transaction has failed: what the brokers said of its events. */
  void answered(List<ProducerRecord<byte[], byte[]>> batch, Verdicts verdicts) {
    for (int i = 0; i < sent.size(); i++) {
      Throwable error = sent.get(i).isDone() ? error(sent.get(i)) : null;
      if (error != null) {
        DeliveryResult result = verdicts.of(batch.get(i).topic(), error);
        if (isAboutTheEvent(result)) {
          refused(i, result);
        }
      }
    }
  }

  private static boolean isAboutTheEvent(DeliveryResult result) {
    return !(result instanceof Failed failed) || failed.kind() == FailureKind.TOO_LARGE;
  }

  /** What a send that has ended failed with; null if it went well. */
  static @Nullable Throwable error(Future<RecordMetadata> ended) {
    try {
      RecordMetadata unused = ended.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    }
  }

  boolean hasRefused() {
    return refused;
  }

  List<DeliveryResult> all() {
    return List.of(results);
  }
}
