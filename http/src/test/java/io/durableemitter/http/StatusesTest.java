package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.DeliveryResult.Rejected;
import io.durableemitter.http.Receiver.Answer;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the status of an answer means for the one event of its call. */
@Timeout(60)
class StatusesTest {

  private Receiver receiver;
  private HttpBatchEmitter transport;

  @BeforeEach
  void start() throws Exception {
    receiver = Receiver.start();
    transport = started(HttpConfig.ofDefaults());
  }

  @AfterEach
  void close() {
    transport.close();
    receiver.close();
  }

  private HttpBatchEmitter started(HttpConfig config) {
    HttpBatchEmitter made =
        HttpBatchEmitter.builder(receiver.url() + "?key=hidden").plaintext().config(config).build();
    made.start();
    return made;
  }

  private DeliveryResult answered(Answer answer) throws Exception {
    receiver.answers(request -> answer);
    return Deliveries.send(transport, "event");
  }

  private Failed failed(Answer answer) throws Exception {
    DeliveryResult result = answered(answer);
    assertThat(result).isInstanceOf(Failed.class);
    return (Failed) result;
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void successIsDelivery(int status) throws Exception {
    assertThat(answered(Answer.of(status)).isDelivered()).isTrue();
    assertThat(transport.stats().delivered()).isEqualTo(1);
  }

  @Test
  void manyStatusesInOneDoNotSayWhatBecameOfTheEvent() throws Exception {
    assertThat(failed(Answer.of(207, "<multistatus/>")).kind()).isEqualTo(FailureKind.MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 405, 407, 408, 410, 421, 425, 426, 429, 501, 502, 503, 504})
  void troubleOfTheEndpointIsNoFaultOfTheEvent(int status) throws Exception {
    Failed failed = failed(Answer.of(status, "why"));
    assertThat(failed.kind()).isEqualTo(FailureKind.TRANSPORT);
    assertThat(failed.message())
        .contains(receiver.url() + " answered " + status + ": why")
        .doesNotContain("hidden");
  }

  @Test
  void anErrorOfTheReceiverMayBeTheEventsFault() throws Exception {
    assertThat(failed(Answer.of(500)).kind()).isEqualTo(FailureKind.CALL);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 406, 415, 422, 431})
  void whatWillNeverBeTakenIsRefusedForGood(int status) throws Exception {
    assertThat(answered(Answer.of(status, "no such order")))
        .isEqualTo(new Rejected("HTTP_" + status, "no such order", true));
  }

  @ParameterizedTest
  @ValueSource(ints = {402, 409, 412, 423, 451})
  void whatMayBeTakenLaterIsPutOff(int status) throws Exception {
    assertThat(answered(Answer.of(status))).isEqualTo(new Rejected("HTTP_" + status, "", false));
  }

  @Test
  void whichRefusalsArePermanentIsASetting() throws Exception {
    transport.close();
    transport = started(HttpConfig.builder().permanentStatuses(Set.of(409)).build());
    assertThat(answered(Answer.of(409))).isEqualTo(new Rejected("HTTP_409", "", true));
    assertThat(answered(Answer.of(400))).isEqualTo(new Rejected("HTTP_400", "", false));
  }

  @Test
  void anEventThatIsTooLargeAloneIsTooLargeForGood() throws Exception {
    assertThat(failed(Answer.of(413)).kind()).isEqualTo(FailureKind.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectsAreNotFollowed(int status) throws Exception {
    try (Receiver other = Receiver.start()) {
      Failed failed = failed(Answer.of(status).with("Location", other.url() + "?secret=1"));
      assertThat(failed.kind()).isEqualTo(FailureKind.TRANSPORT);
      assertThat(failed.message())
          .contains("a redirect to " + other.url(), "make it the endpoint")
          .doesNotContain("secret");
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void textOfTheReceiverIsHarmlessAndShort() throws Exception {
    Failed failed = failed(Answer.of(503, "\u001b[2J\nforged line " + "x".repeat(5_000)));
    assertThat(failed.message()).contains("\\u001b[2J\\u000aforged").hasSizeLessThan(600);
  }

  @Test
  void aReceiverThatIsNotThereIsTroubleOfTheTransport() throws Exception {
    receiver.close();
    Failed failed = (Failed) Deliveries.send(transport, "event");
    assertThat(failed.kind()).isEqualTo(FailureKind.TRANSPORT);
    assertThat(failed.message()).contains("is the receiver up");
  }
}
