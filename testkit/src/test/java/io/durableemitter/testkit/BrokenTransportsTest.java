package io.durableemitter.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of transports fails for one that breaks it. */
@Timeout(60)
class BrokenTransportsTest {

  private static final DeliveryResult DELIVERED = DeliveryResult.delivered();

  @Test
  void oneThatAnswersTwice() {
    BatchEmitterContract contract =
        contractOf(
            () ->
                new Broken() {
                  @Override
                  void take(DeliveryCallback callback) {
                    callback.onResult(DELIVERED);
                    callback.onResult(DELIVERED);
                  }
                });
    assertFails(contract, contract::eachEventIsAnsweredOnce, "results of");
  }

  @Test
  void oneThatAnswersAnEventThatItRefused() {
    BatchEmitterContract contract =
        contractOf(
            () ->
                new Broken() {
                  @Override
                  public EnqueueResult queueMessage(
                      EventHeader header, Payload payload, DeliveryCallback callback) {
                    EnqueueResult taken = super.queueMessage(header, payload, callback);
                    if (taken == EnqueueResult.CLOSED) {
                      callback.onResult(DELIVERED);
                    }
                    return taken;
                  }
                });
    assertFails(
        contract,
        contract::anEventIsRefusedBeforeTheStartAndNeverAnswered,
        "results of events that were not taken");
  }

  @Test
  void oneThatLetsThroughWhatACallbackThrows() {
    BatchEmitterContract contract = contractOf(Broken::new);
    assertFails(contract, contract::aCallbackThatThrowsHarmsNobody, "thrown by a callback");
  }

  @Test
  void oneThatForgetsWhatItHoldsWhenItIsClosed() {
    BatchEmitterContract contract =
        contractOf(
            () ->
                new Broken() {
                  @Override
                  void take(DeliveryCallback callback) {
                    // neither now nor ever
                  }
                });
    assertFails(
        contract,
        contract::closingAnswersWhatWasTakenAndRefusesWhatComesAfter,
        "answered when close returned");
    assertFails(
        contract, contract::closingWithoutTimeEndsEverythingAtOnce, "answered when close returned");
  }

  @Test
  void oneThatTakesEventsAfterItWasClosed() {
    BatchEmitterContract contract =
        contractOf(
            () ->
                new Broken() {
                  @Override
                  public void close(Duration timeout) {
                    // goes on
                  }
                });
    assertFails(contract, contract::closingAnswersWhatWasTakenAndRefusesWhatComesAfter, "CLOSED");
  }

  @Test
  void oneWhoseSecondCloseThrows() {
    BatchEmitterContract contract =
        contractOf(
            () ->
                new Broken() {
                  private final AtomicInteger closes = new AtomicInteger();

                  @Override
                  public void close(Duration timeout) {
                    super.close(timeout);
                    if (closes.incrementAndGet() == 2) {
                      throw new IllegalStateException("closed already");
                    }
                  }
                });
    assertFails(contract, contract::closingIsLegalBeforeTheStartAndAgain, "closed already");
  }

  @Test
  void oneThatBlocksWhenItIsFull() {
    CountDownLatch never = new CountDownLatch(1);
    BatchEmitterContract contract =
        contractOf(
            () ->
                new Broken() {
                  @Override
                  void take(DeliveryCallback callback) {
                    try {
                      never.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }
                });
    assertThatThrownBy(contract::handingOverDoesNotBlockWhenTheOtherEndHangs)
        .isInstanceOf(TimeoutException.class);
    contract.closeTransports();
  }

  private static void assertFails(
      BatchEmitterContract contract, ThrowingCallable test, String message) {
    try {
      assertThatThrownBy(test).isInstanceOf(AssertionError.class).hasMessageContaining(message);
    } finally {
      contract.closeTransports();
    }
  }

  private static BatchEmitterContract contractOf(Supplier<BatchEmitter> transport) {
    return new BatchEmitterContract() {
      @Override
      protected BatchEmitter createTransport() {
        return transport.get();
      }

      @Override
      protected BatchEmitter createHangingTransport() {
        return transport.get();
      }
    };
  }

  /** Answers on the caller's thread and lets through what that throws. */
  private static class Broken implements BatchEmitter {

    private volatile boolean open;

    @Override
    public void start() {
      open = true;
    }

    @Override
    public EnqueueResult queueMessage(
        EventHeader header, Payload payload, DeliveryCallback callback) {
      if (!open) {
        return EnqueueResult.CLOSED;
      }
      take(callback);
      return EnqueueResult.ACCEPTED;
    }

    void take(DeliveryCallback callback) {
      callback.onResult(DELIVERED);
    }

    @Override
    public void close(Duration timeout) {
      open = false;
    }

    @Override
    public void close() {
      close(Duration.ZERO);
    }
  }
}
