package io.durableemitter.http;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of an answer, of which nobody knows how long it is: keeps its beginning, reads on
 * for a while so that the connection can be used again, and gives up both when there is more.
 */
final class BoundedBody implements BodySubscriber<byte[]> {

  static final int KEPT = 4 << 10;
  static final int MOST = 64 << 10;

  private final CompletableFuture<byte[]> result = new CompletableFuture<>();

  // the client calls one method after the other
  private final byte[] kept = new byte[KEPT];
  private int keptBytes;
  private int readBytes;
  private @Nullable Subscription subscription;

  @Override
  public CompletionStage<byte[]> getBody() {
    return result;
  }

  @Override
  public void onSubscribe(Subscription value) {
    subscription = value;
    value.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    for (ByteBuffer buffer : item) {
      readBytes += Math.min(buffer.remaining(), MOST);
      int take = Math.min(buffer.remaining(), KEPT - keptBytes);
      buffer.get(kept, keptBytes, take);
      keptBytes += take;
    }
    if (readBytes > MOST && subscription != null) {
      subscription.cancel();
      complete();
    }
  }

  @Override
  public void onError(Throwable throwable) {
    // what there is of it is enough: the status has come before
    complete();
  }

  @Override
  public void onComplete() {
    complete();
  }

  private void complete() {
    result.complete(Arrays.copyOf(kept, keptBytes));
  }
}
