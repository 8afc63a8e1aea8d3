package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishOptions;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.RegisterSchemaRequest;
import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server makes of a checker and of a store of schemas that an author has written. */
@Timeout(60)
class EventCheckerTest {

  /** Fails as the test says. */
  private static final class BrokenStore implements SchemaStore {
    private SchemaStoreException.Reason reason = SchemaStoreException.Reason.UNAVAILABLE;
    private volatile boolean started;
    private volatile boolean closed;

    @Override
    public void start() {
      started = true;
    }

    @Override
    public CompletionStage<List<RegisteredSchema>> register(List<Schema> schemas) {
      return CompletableFuture.failedFuture(new SchemaStoreException(reason, "as the test says"));
    }

    @Override
    public CompletionStage<Optional<StoredSchema>> latest(String subject) {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<Optional<StoredSchema>> version(String subject, int version) {
      return latest(subject);
    }

    @Override
    public String description() {
      return "broken, by a test";
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final BrokenStore store = new BrokenStore();
  private final IngressServer server =
      IngressServer.builder().schemas(store).checker(EventCheckerTest::check).build();
  private Optional<ManagedChannel> channel = Optional.empty();

  /** Refuses events of the type "bad" later, on a thread of its own, and cannot tell of "lost". */
  private static CompletionStage<List<Optional<EventOutcome.Refused>>> check(
      List<CloudEvent> events) {
    return CompletableFuture.supplyAsync(
        () ->
            events.stream()
                .map(
                    event -> {
                      if (event.getType().equals("lost")) {
                        throw new SchemaStoreException(
                            SchemaStoreException.Reason.UNAVAILABLE, "no schemas");
                      }
                      return event.getType().equals("bad")
                          ? Optional.of(
                              new EventOutcome.Refused(
                                  PublishErrorCode.PUBLISH_ERROR_CODE_SCHEMA_MISSING, "none"))
                          : Optional.<EventOutcome.Refused>empty();
                    })
                .toList());
  }

  @BeforeEach
  void start() {
    server.start();
    channel =
        Optional.of(
            NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build());
  }

  @AfterEach
  void close() {
    channel.ifPresent(ManagedChannel::shutdownNow);
    server.close();
    assertThat(store.closed).isTrue();
  }

  @Test
  void theSinkGetsWhatTheCheckerLets() {
    PublishResponse response = publish(false, "good", "bad", "", "good");
    assertThat(response.getResultsList())
        .extracting(result -> result.getError().getErrorCode())
        .containsExactly(
            PublishErrorCode.PUBLISH_ERROR_CODE_UNKNOWN,
            PublishErrorCode.PUBLISH_ERROR_CODE_SCHEMA_MISSING,
            PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED,
            PublishErrorCode.PUBLISH_ERROR_CODE_UNKNOWN);
    assertThat(response.getResults(1).getError().getReason()).isEqualTo("none");
    assertThat(server.sink().recent(10)).extracting(CloudEvent::getId).containsExactly("0", "3");
  }

  @Test
  void ofABatchOfAllOrNoneNoneIsKeptIfOneIsRefused() {
    assertStatus(Status.Code.INVALID_ARGUMENT, () -> publish(true, "good", "bad"));
    assertThat(server.sink().distinctCount()).isZero();
    assertThat(publish(true, "good", "good").getResultsCount()).isEqualTo(2);
    assertThat(server.sink().distinctCount()).isEqualTo(2);
  }

  @Test
  void troubleWithSchemasFailsTheWholeCall() {
    assertStatus(Status.Code.INTERNAL, () -> publish(false, "good", "lost"));
    assertThat(server.sink().distinctCount()).isZero();
  }

  @Test
  void troubleOfTheStoreIsTheStatusOfRegistering() {
    assertThat(store.started).isTrue();
    assertStatus(Status.Code.INTERNAL, this::register);
    store.reason = SchemaStoreException.Reason.FULL;
    assertStatus(Status.Code.RESOURCE_EXHAUSTED, this::register);
    store.reason = SchemaStoreException.Reason.INVALID;
    assertStatus(Status.Code.INVALID_ARGUMENT, this::register);
  }

  private void register() {
    var unused =
        stub()
            .registerSchema(
                RegisterSchemaRequest.newBuilder()
                    .addSchemas(Schema.newBuilder().setSubject("s"))
                    .build());
  }

  private PublishResponse publish(boolean transactional, String... types) {
    CloudEventBatch.Builder batch =
        CloudEventBatch.newBuilder()
            .setOptions(PublishOptions.newBuilder().setTransactionEnabled(transactional));
    for (int i = 0; i < types.length; i++) {
      batch.addEvents(
          CloudEvent.newBuilder()
              .setId("" + i)
              .setSource("s")
              .setType(types[i])
              .setSpecVersion("1.0"));
    }
    return stub().publishBatch(batch.build());
  }

  private ChipIngressGrpc.ChipIngressBlockingStub stub() {
    return ChipIngressGrpc.newBlockingStub(channel.orElseThrow())
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  private static void assertStatus(Status.Code code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(code);
            });
  }
}
