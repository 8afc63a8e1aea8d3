package io.durableemitter.core.internal.deliver;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.internal.log.LogThrottle;
import java.time.Duration;
import java.util.function.LongPredicate;
import java.util.function.ToIntFunction;

/** Opens what the parts of this package can do without threads of their own. */
public final class SteppedDelivery {

  private SteppedDelivery() {}

  /**
   * A marker whose pauses the test makes.
   *
   * @param pause told how many milliseconds it should last; tells whether the marker is closing
   */
  public static DeliveredMarker marker(
      ToIntFunction<long[]> marks,
      BatchingConfig settings,
      InFlightRows inFlight,
      Hooks hooks,
      LogThrottle throttle,
      LongPredicate pause) {
    return new DeliveredMarker(
        marks,
        settings,
        Duration.ZERO,
        inFlight,
        hooks,
        throttle,
        new Pauses() {
          private boolean ended;

          @Override
          public boolean endWithin(long millis) {
            return pause.test(millis) || ended;
          }

          @Override
          public void end() {
            ended = true;
          }
        });
  }

  public static int runOnce(DeliveredMarker marker) {
    return marker.runOnce();
  }

  public static int runOnce(FailedRows failedRows) {
    return failedRows.runOnce();
  }

  /** Rows of which is not written yet what becomes of them. */
  public static int queued(FailedRows failedRows) {
    return failedRows.queued();
  }
}
