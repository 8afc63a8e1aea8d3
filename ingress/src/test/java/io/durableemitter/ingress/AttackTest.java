package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.RegisterSchemaRequest;
import io.durableemitter.proto.common.Schema;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that try to take a server of 256 MiB down, one after the other. After each a good client
 * publishes and both kinds of health answer.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttackTest {

  private static final int REQUEST_BYTES = 3_900_000;

  private final List<AutoCloseable> open = new ArrayList<>();
  private Path log = Path.of("");
  private AttackedIngress ingress;
  private ManagedChannel channel;
  private long beginNanos;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    log = folder.resolve("log");
    start();
  }

  private void start() throws IOException {
    ingress = AttackedIngress.start(log);
    channel = ingress.channel();
  }

  /** One attack that succeeds does not hide the others. */
  @BeforeEach
  void restartIfItFell() throws IOException {
    if (!ingress.isAlive()) {
      ingress.close();
      start();
    }
  }

  @BeforeEach
  void begin() {
    beginNanos = System.nanoTime();
  }

  @AfterEach
  void theServerIsWell(TestInfo test) throws Exception {
    try {
      System.out.print((System.nanoTime() - beginNanos) / 1_000_000 + " ms ");
      System.out.println(test.getDisplayName() + ": " + ingress.assertWell());
    } finally {
      // also when it is not well: its connections must not fail the next attack
      for (AutoCloseable one : open) {
        one.close();
      }
      open.clear();
    }
    // what is left over is of the next attack's making
    assertThat(ingress.control("POST", "/reset")).isTrue();
  }

  @AfterAll
  void stop() throws IOException {
    channel.shutdownNow();
    ingress.close();
    assertThat(Files.readString(log))
        .as("what the server logged of it all")
        .hasSizeLessThan(10_000)
        .doesNotContain("\tat ");
  }

  @Test
  void hundredsOfThousandsOfUnknownFields() {
    assertInvalid(repeat(new byte[] {(byte) 0xa2, 0x06, 0x00}, REQUEST_BYTES), "unknown fields");
  }

  @Test
  void unknownFieldsWithinAnEvent() {
    byte[] fields = repeat(new byte[] {(byte) 0xa2, 0x06, 0x00}, REQUEST_BYTES);
    assertInvalid(nested(1, fields), "unknown fields");
  }

  @Test
  void millionsOfEmptyEvents() {
    assertInvalid(repeat(new byte[] {0x0a, 0x00}, REQUEST_BYTES), "at most 10000 events");
  }

  @Test
  void hundredsOfThousandsOfAttributes() {
    byte[] attribute = nested(5, new byte[] {0x0a, 0x01, 'a', 0x12, 0x02, 0x10, 0x01});
    assertInvalid(nested(1, repeat(attribute, 200_000 * attribute.length)), "attributes");
  }

  @Test
  void nestedGroupsAndOtherNonsense() {
    assertInvalid(repeat(new byte[] {0x0b}, 2_000), "not well formed");
    assertInvalid(new byte[] {0x0a, 0x7f, 0x00}, "not well formed");
    assertInvalid(new byte[] {0x00, 0x00}, "not well formed");
    assertInvalid(repeat(new byte[] {(byte) 0xff}, 100), "not well formed");
    assertInvalid(nested(1, nested(1, new byte[] {(byte) 0xff, (byte) 0xfe})), "not well formed");
  }

  @Test
  void fourHundredLargeBatchesTwoHundredAtOnce() throws Exception {
    CloudEventBatch batch =
        CloudEventBatch.newBuilder()
            .addEvents(
                event("large").toBuilder()
                    .setBinaryData(ByteString.copyFrom(new byte[REQUEST_BYTES])))
            .build();
    List<ManagedChannel> channels = new ArrayList<>();
    ExecutorService callers = Executors.newFixedThreadPool(200);
    try {
      for (int i = 0; i < 4; i++) {
        channels.add(ingress.channel());
      }
      List<Future<PublishResponse>> answers = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        ManagedChannel one = channels.get(i % channels.size());
        answers.add(callers.submit(() -> ChipIngressGrpc.newBlockingStub(one).publishBatch(batch)));
      }
      for (Future<PublishResponse> answer : answers) {
        assertThat(answer.get().getResults(0).hasError()).isFalse();
      }
    } finally {
      callers.shutdownNow();
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  @Test
  void manyLargeRequestsThatNeverEnd() throws Exception {
    for (int connection = 0; connection < 60; connection++) {
      RawHttp2 client = attacker();
      try {
        for (int call = 0; call < 100; call++) {
          int stream = 2 * call + 1;
          client.begin(stream);
          client.data(stream, header(REQUEST_BYTES), false);
          client.data(stream, new byte[16_000], false);
        }
      } catch (SocketException closed) {
        // before the last one: as well
        assertThat(closed).isNotNull();
      }
    }
  }

  @Test
  void aLargeRequestInBytes() throws Exception {
    RawHttp2 client = attacker();
    client.begin(1);
    client.data(1, header(REQUEST_BYTES), false);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < REQUEST_BYTES; i++) {
                client.data(1, new byte[1], false);
              }
              client.data(1, new byte[0], true);
            })
        .as("its connection ends, or its call does")
        .isInstanceOf(IOException.class);
  }

  @Test
  void schemasOfGigabytes() {
    assertThatThrownBy(() -> register("s", "x".repeat(15_000_000)))
        .hasMessageContaining("INVALID_ARGUMENT");
    String text = "x".repeat(500_000);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                register("s" + i, text);
              }
            })
        .hasMessageContaining("RESOURCE_EXHAUSTED")
        .hasMessageContaining("the store of schemas is full");
  }

  private void register(String subject, String text) {
    var unused =
        ChipIngressGrpc.newBlockingStub(channel)
            .registerSchema(
                RegisterSchemaRequest.newBuilder()
                    .addSchemas(Schema.newBuilder().setSubject(subject).setSchema(text))
                    .build());
  }

  @Test
  void sourcesAndIdsOfKibibytes() throws Exception {
    assertThatThrownBy(
            () -> {
              for (int batch = 0; batch < 1_000; batch++) {
                CloudEventBatch.Builder events = CloudEventBatch.newBuilder();
                for (int i = 0; i < 250; i++) {
                  String number = batch + "-" + i;
                  events.addEvents(event(number).toBuilder().setSource("s".repeat(4_000) + number));
                }
                var unused = ChipIngressGrpc.newBlockingStub(channel).publishBatch(events.build());
              }
            })
        .hasMessageContaining("RESOURCE_EXHAUSTED")
        .hasMessageContaining("the sink is full");
    assertThat(ingress.control("POST", "/reset")).isTrue();
  }

  @Test
  void aPausedReaderOfIds() throws Exception {
    for (int batch = 0; batch < 10; batch++) {
      CloudEventBatch.Builder events = CloudEventBatch.newBuilder();
      for (int i = 0; i < 1_000; i++) {
        events.addEvents(event("i".repeat(1_000) + batch + "-" + i));
      }
      var unused = ChipIngressGrpc.newBlockingStub(channel).publishBatch(events.build());
    }
    for (int reader = 0; reader < 8; reader++) {
      Socket socket = control("GET /events/ids HTTP/1.1\r\nHost: localhost\r\n\r\n");
      // it has begun to answer
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
  }

  @Test
  void slowBodiesAndHeadersOfTheControlPlane() throws Exception {
    for (int client = 0; client < 20; client++) {
      control("POST /faults HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
      control("GET /healthz HTTP/1.1\r\nHo");
    }
  }

  @Test
  void hundredsOfConnectionsOfOneAddressWithoutACall() throws Exception {
    for (int client = 0; client < 500; client++) {
      open.add(new RawHttp2("127.0.0.2", ingress.port()));
    }
  }

  @Test
  void connectionsWithoutACallOfManyAddresses() throws Exception {
    List<RawHttp2> silent = new ArrayList<>();
    for (int client = 0; client < 500; client++) {
      RawHttp2 one = new RawHttp2("127.0.1." + client % 100, ingress.port());
      open.add(one);
      silent.add(one);
      try {
        var unused = one.handshake();
      } catch (SocketException refused) {
        // more than the server takes: such a one may be closed before it has said anything
        one.awaitClosed();
      }
    }
    // only the time for the first call ends those whose HTTP/2 is as it should be
    for (RawHttp2 one : silent) {
      one.awaitClosed();
    }
  }

  @Test
  void thousandsOfBadWindowUpdates() throws Exception {
    RawHttp2 client = attacker();
    client.begin(1);
    for (int i = 0; i < 3_000; i++) {
      try {
        client.send(RawHttp2.WINDOW_UPDATE, 0, 1, new byte[4]);
      } catch (IOException closed) {
        // before the last one: as well
        return;
      }
    }
  }

  private RawHttp2 attacker() throws IOException {
    while (true) {
      RawHttp2 client = new RawHttp2("127.0.0.2", ingress.port());
      open.add(client);
      // the server may not have seen yet that those of the attack before have ended
      try {
        if (client.handshake().await(RawHttp2.SETTINGS).isPresent()) {
          return client;
        }
      } catch (SocketException refused) {
        Thread.onSpinWait();
      }
    }
  }

  private Socket control(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), ingress.controlPort());
    open.add(socket);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private void assertInvalid(byte[] request, String reason) {
    var method =
        ChipIngressGrpc.getPublishBatchMethod().toBuilder(
                new RawBytes(), ChipIngressGrpc.getPublishBatchMethod().getResponseMarshaller())
            .build();
    assertThatThrownBy(
            () -> ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT))
        .hasMessageContaining(reason);
  }

  /** A gRPC message of this length begins. */
  private static byte[] header(int length) {
    return new byte[] {
      0, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
    };
  }

  private static byte[] repeat(byte[] piece, int length) {
    byte[] bytes = new byte[length / piece.length * piece.length];
    for (int at = 0; at < bytes.length; at += piece.length) {
      System.arraycopy(piece, 0, bytes, at, piece.length);
    }
    return bytes;
  }

  /** The bytes as a field. */
  private static byte[] nested(int number, byte[] bytes) {
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    field.write((number << 3) | 2);
    int length = bytes.length;
    while (length > 0x7f) {
      field.write((length & 0x7f) | 0x80);
      length >>>= 7;
    }
    field.write(length);
    field.writeBytes(bytes);
    return field.toByteArray();
  }

  private static CloudEvent event(String id) {
    return CloudEvent.newBuilder()
        .setId(id)
        .setSource("s")
        .setType("t")
        .setSpecVersion("1.0")
        .build();
  }
}
