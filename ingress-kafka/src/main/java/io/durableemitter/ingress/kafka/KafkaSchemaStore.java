package io.durableemitter.ingress.kafka;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import io.durableemitter.api.internal.config.Ranges;
import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.ingress.SchemaRules;
import io.durableemitter.ingress.SchemaStore;
import io.durableemitter.ingress.SchemaStoreException;
import io.durableemitter.ingress.SchemaStoreException.Reason;
import io.durableemitter.ingress.StoredSchema;
import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps schemas in a compacted topic of one partition, which several servers may share without any
 * leader. It is read as a whole at the start and followed from then on: lookups are answered from
 * memory, also while the brokers are away. Safe for concurrent use.
 */
public final class KafkaSchemaStore implements SchemaStore {

  private static final int MOST_WAITING = 100;
  private static final long MOST_WAITING_BYTES = 32L << 20;

  private final String topic;
  private final boolean createTopic;
  private final SchemaClients clients;
  private final SchemaLog log;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          work -> {
            Thread made = new Thread(work, "ingress-schemas-write");
            made.setDaemon(true);
            return made;
          });
  private final AtomicLong waitingBytes = new AtomicLong();
  private @Nullable SchemaReader reader;
  private @Nullable SchemaWriter writer;

  private KafkaSchemaStore(Builder builder) {
    topic = builder.topic;
    createTopic = builder.createTopic;
    clients = new SchemaClients(builder.servers, builder.properties, builder.timeout);
    log = new SchemaLog(topic, builder.capacityBytes);
  }

  /**
   * Begins to build a store.
   *
   * @param servers {@code host:port} of some brokers, with commas
   * @param topic its name
   * @return a builder with defaults
   */
  public static Builder builder(String servers, String topic) {
    return new Builder(servers, topic);
  }

  @Override
  public synchronized void start() {
    if (reader != null) {
      return;
    }
    new SchemaTopic(topic, clients).require(createTopic);
    SchemaReader reading = new SchemaReader(topic, clients, log);
    reader = reading;
    try {
      reading.start();
    } catch (IllegalStateException | KafkaException e) {
      throw new SchemaStoreException(
          Reason.UNAVAILABLE,
          "the schemas of the topic " + topic + " cannot be read: " + ErrorText.message(e),
          e);
    }
    writer = new SchemaWriter(topic, clients, log);
  }

  @Override
  public CompletionStage<List<RegisteredSchema>> register(List<Schema> schemas) {
    long bytes = schemas.stream().mapToLong(Schema::getSerializedSize).sum();
    CompletableFuture<List<RegisteredSchema>> answer = new CompletableFuture<>();
    try {
      SchemaRules.check(schemas);
      if (waitingBytes.addAndGet(bytes) > MOST_WAITING_BYTES) {
        throw new RejectedExecutionException("bytes");
      }
      thread.execute(new Registration(schemas, answer));
    } catch (SchemaStoreException e) {
      return failedFuture(e);
    } catch (RejectedExecutionException e) {
      waitingBytes.addAndGet(-bytes);
      return failedFuture(
          thread.isShutdown()
              ? closed()
              : new SchemaStoreException(
                  Reason.FULL, "too many schemas are being registered; come again in a while", e));
    }
    return answer.whenComplete((registered, error) -> waitingBytes.addAndGet(-bytes));
  }

  /** Waits for its turn to be written. */
  private final class Registration implements Runnable {

    private final List<Schema> schemas;
    private final CompletableFuture<List<RegisteredSchema>> answer;

    Registration(List<Schema> schemas, CompletableFuture<List<RegisteredSchema>> answer) {
      this.schemas = schemas;
      this.answer = answer;
    }

    @Override
    public void run() {
      try {
        answer.complete(started().register(schemas));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        answer.completeExceptionally(closed());
      } catch (Throwable thrown) {
        answer.completeExceptionally(thrown);
      }
    }

    void refuse() {
      answer.completeExceptionally(closed());
    }
  }

  private static SchemaStoreException closed() {
    return new SchemaStoreException(Reason.UNAVAILABLE, "the store of schemas is closed");
  }

  private synchronized SchemaWriter started() {
    if (writer == null) {
      throw new SchemaStoreException(Reason.UNAVAILABLE, "the store of schemas has not started");
    }
    return writer;
  }

  @Override
  public CompletionStage<Optional<StoredSchema>> latest(String subject) {
    return found(() -> log.index().latest(subject));
  }

  @Override
  public CompletionStage<Optional<StoredSchema>> version(String subject, int version) {
    return found(() -> log.index().version(subject, version));
  }

  private CompletionStage<Optional<StoredSchema>> found(Supplier<Optional<StoredSchema>> lookup) {
    return log.problem()
        .<CompletionStage<Optional<StoredSchema>>>map(
            why -> failedFuture(new SchemaStoreException(Reason.UNAVAILABLE, why)))
        .orElseGet(() -> completedFuture(lookup.get()));
  }

  @Override
  public String description() {
    return "kafka: the topic " + topic + " at " + clients.servers();
  }

  @Override
  public synchronized void close() {
    for (Runnable waiting : thread.shutdownNow()) {
      if (waiting instanceof Registration registration) {
        registration.refuse();
      }
    }
    if (reader != null) {
      reader.close();
    }
    if (writer != null) {
      writer.close();
    }
  }

  /** Builds a {@link KafkaSchemaStore}. Not safe for concurrent use. */
  public static final class Builder {

    private final String servers;
    private final String topic;
    private Map<String, String> properties = Map.of();
    private boolean createTopic = true;
    private long capacityBytes = 64L << 20;
    private Duration timeout = Duration.ofSeconds(10);

    private Builder(String servers, String topic) {
      this.servers = servers;
      this.topic = topic;
    }

    /**
     * Properties of Kafka's clients for TLS ({@code security.protocol}, {@code ssl.…}) and SASL
     * ({@code sasl.…}); others are refused. Default none.
     */
    public Builder properties(Map<String, String> value) {
      properties = Map.copyOf(value);
      return this;
    }

    /**
     * Whether to make the topic if it is not there, with one partition, compaction and the replicas
     * that the brokers give by default. Default true.
     */
    public Builder createTopic(boolean value) {
      createTopic = value;
      return this;
    }

    /** The most memory that schemas take, 1 MiB to 1 TiB. Default 64 MiB. */
    public Builder capacityBytes(long value) {
      Ranges.between("capacityBytes", value, 1L << 20, 1L << 40);
      capacityBytes = value;
      return this;
    }

    /**
     * How long a question to the brokers may take, and a registration as a whole, 1 s to 5 min.
     * Default 10 s.
     */
    public Builder timeout(Duration value) {
      Ranges.between("timeout", value, Duration.ofSeconds(1), Duration.ofMinutes(5));
      timeout = value;
      return this;
    }

    /**
     * Makes the store, which connects when it is started.
     *
     * @throws IllegalArgumentException if a property cannot be set; the message names it
     */
    public KafkaSchemaStore build() {
      return new KafkaSchemaStore(this);
    }
  }
}
