package io.durableemitter.core.internal.deliver;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.DeliveryResult.Rejected;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.DeadLetterRequest;
import java.util.function.Supplier;

/** Sends a row that was not delivered its way: it waits, is put off, or becomes a dead letter. */
public final class FailureHandler {

  private static final int LONGEST_ERROR = 500;
  private static final int LONGEST_NAME = 500;

  private final FailurePolicy policy;
  private final FailedRows failedRows;
  private final ThrottledLog log;

  public FailureHandler(FailurePolicy policy, FailedRows failedRows, LogThrottle throttle) {
    this.policy = policy;
    this.failedRows = failedRows;
    this.log = throttle.log(FailureHandler.class);
  }

  void handle(Delivery delivery, DeliveryResult result) {
    FailureDecision verdict =
        policy.judge(
            result, delivery.failures() + 1, delivery.event().payload().orderingKey().isPresent());
    if (verdict instanceof FailureDecision.Later later) {
      failedRows.backOff(new BackOff(delivery.rowId(), later.delay(), error(result)));
      report(delivery, result, () -> "it is tried again in " + later.delay().toMillis() + " ms");
    } else if (verdict instanceof FailureDecision.Never never) {
      moveToDeadLetters(delivery, result, never);
    } else {
      // a slow first send may have been given a lease, which nobody would renew from now on
      if (isClosed(result)) {
        failedRows.release(delivery.rowId());
      } else {
        failedRows.unreached(delivery.rowId(), error(result));
      }
      report(delivery, result, () -> "it stays pending");
    }
  }

  private void moveToDeadLetters(
      Delivery delivery, DeliveryResult result, FailureDecision.Never never) {
    failedRows.moveToDeadLetters(
        new DeadLetterRequest(
            delivery.rowId(),
            delivery.event().header(),
            never.reason(),
            error(result),
            "",
            never.reason() != DeadLetterReason.TOO_LARGE));
    report(delivery, result, () -> "it becomes a dead letter (" + never.reason().label() + ")");
  }

  private static boolean isClosed(DeliveryResult result) {
    return result instanceof Failed failed && failed.kind() == FailureKind.CLOSED;
  }

  private static String error(DeliveryResult result) {
    String text =
        result instanceof Rejected rejected
            ? rejected.code() + (rejected.reason().isEmpty() ? "" : ": " + rejected.reason())
            : result instanceof Failed failed ? failed.kind() + ": " + failed.message() : "";
    return ForeignText.oneLine(text, LONGEST_ERROR);
  }

  /** What an event is called, never what is in it. */
  private static Supplier<String> nameOf(Delivery delivery) {
    return () -> {
      EventHeader header = delivery.event().header();
      return ForeignText.oneLine(
          "event " + header.id() + " of " + header.source() + ", type " + header.type(),
          LONGEST_NAME);
    };
  }

  private void report(Delivery delivery, DeliveryResult result, Supplier<String> then) {
    if (isClosed(result)) {
      return;
    }
    String kind = result instanceof Failed failed ? "failed " + failed.kind() : "rejected";
    log.warn(
        kind,
        "row {} ({}) was not delivered in phase {} ({}); {}",
        delivery.rowId(),
        nameOf(delivery),
        delivery.phase().label(),
        error(result),
        then);
  }
}
