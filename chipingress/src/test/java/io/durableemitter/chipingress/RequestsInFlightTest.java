package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.log.LogThrottle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestsInFlightTest extends BatchClientFixture {

  /** The moment between a worker's entering and its call, when a close runs out of time. */
  @Test
  void whatEntersAfterCancellingNeitherWaitsNorCalls() throws Exception {
    RequestsInFlight inFlight = new RequestsInFlight(() -> 1);
    ChipIngressClient client = ChipIngressClient.builder(server.endpoint()).plaintext().build();
    SendContext context = context(client, inFlight);
    inFlight.enter(new Send(context, List.of()));
    inFlight.cancelAll();

    Message message =
        Message.numbered(
            Events.header(Events.event("late", 1)),
            Events.payload(Events.event("late", 1)),
            1,
            results.callback("late"));
    Send late = new Send(context, List.of(message));
    inFlight.enter(late);
    late.begin();

    results.await(1);
    assertThat(kind(results.of("late"))).isEqualTo(FailureKind.CLOSED);
    assertThat(server.batches()).isEmpty();
    client.close();
    context.callbacks().close(Duration.ofSeconds(10));
    assertThat(inFlight.size()).isEqualTo(1);
  }

  private static SendContext context(ChipIngressClient client, RequestsInFlight inFlight) {
    BatchClientConfig config = BatchClientConfig.ofDefaults();
    BatchCounters counters = new BatchCounters();
    LogThrottle throttle = new LogThrottle(System::nanoTime);
    Callbacks callbacks = new Callbacks("test", 1, counters, throttle, inFlight::giveUpOverdue);
    callbacks.start();
    return new SendContext(
        client,
        config,
        new CallResults(client, config, counters, throttle),
        new SizeLimit(client.endpoints(), config.batchEventBytes(), System::nanoTime, throttle),
        inFlight,
        callbacks,
        counters,
        throttle.log(BatchSender.class),
        Optional.empty(),
        Optional.empty());
  }
}
