package io.durableemitter.ingress.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Reads an answer as a whole, and fails if it is longer than an answer may be. */
final class WholeBody implements BodySubscriber<byte[]> {

  /** A schema of 512 KiB of which each character is escaped. */
  static final int MOST = 4 << 20;

  private final CompletableFuture<byte[]> result = new CompletableFuture<>();
  // the client calls one method after the other
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
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
      if (read.size() + buffer.remaining() > MOST) {
        result.completeExceptionally(
            new IOException("its answer is longer than " + MOST + " bytes"));
        if (subscription != null) {
          subscription.cancel();
        }
        return;
      }
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      read.write(bytes, 0, bytes.length);
    }
  }

  @Override
  public void onError(Throwable throwable) {
    result.completeExceptionally(throwable);
  }

  @Override
  public void onComplete() {
    result.complete(read.toByteArray());
  }
}
