package io.durableemitter.console;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often somebody may present a wrong token: {@value #MOST} times a minute from one address,
 * {@value #MOST_OF_ALL} times from all of them. After that, tokens are not even looked at for the
 * rest of the minute. Safe for concurrent use.
 */
final class LoginThrottle {

  static final int MOST = 5;
  static final int MOST_OF_ALL = 100;
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final int ADDRESSES = 1_000;

  private static final class Failures {
    final long since;
    int count;

    Failures(long since) {
      this.since = since;
    }
  }

  private final LongSupplier ticker;
  // in the order of their minutes; guarded by this
  private final Map<String, Failures> byAddress = new LinkedHashMap<>();
  private Failures all;

  LoginThrottle(LongSupplier ticker) {
    this.ticker = ticker;
    this.all = new Failures(ticker.getAsLong());
  }

  /** For how many seconds this address must wait; 0 if it need not. */
  synchronized long secondsToWait(String address) {
    forgetOld();
    Failures failures = byAddress.get(address);
    long wait = failures != null && failures.count >= MOST ? left(failures) : 0;
    return Math.max(wait, all.count >= MOST_OF_ALL ? left(all) : 0);
  }

  private long left(Failures failures) {
    long nanos = failures.since + MINUTE - ticker.getAsLong();
    return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos) + 1);
  }

  synchronized void failed(String address) {
    forgetOld();
    if (byAddress.size() < ADDRESSES || byAddress.containsKey(address)) {
      byAddress.computeIfAbsent(address, key -> new Failures(ticker.getAsLong())).count++;
    }
    all.count++;
  }

  private void forgetOld() {
    long now = ticker.getAsLong();
    if (now - all.since >= MINUTE) {
      all = new Failures(now);
    }
    Iterator<Failures> oldest = byAddress.values().iterator();
    while (oldest.hasNext() && now - oldest.next().since >= MINUTE) {
      oldest.remove();
    }
  }
}
