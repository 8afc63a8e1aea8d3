package io.durableemitter.http;

/** The same with many events in a request. */
class BatchModeTest extends HttpBatchEmitterTest {

  @Override
  HttpConfig config() {
    return HttpConfig.builder().contentMode(ContentMode.BATCH).build();
  }
}
