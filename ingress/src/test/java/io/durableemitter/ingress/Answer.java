package io.durableemitter.ingress;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** The answer to a call, once it has come. */
final class Answer<T> extends CompletableFuture<T> implements StreamObserver<T> {

  @Override
  public void onNext(T value) {
    complete(value);
  }

  @Override
  public void onError(Throwable error) {
    completeExceptionally(error);
  }

  @Override
  public void onCompleted() {}
}
