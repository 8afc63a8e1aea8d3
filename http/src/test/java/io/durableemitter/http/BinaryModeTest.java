package io.durableemitter.http;

/** The same with attributes as headers. */
class BinaryModeTest extends HttpBatchEmitterTest {

  @Override
  HttpConfig config() {
    return HttpConfig.builder().contentMode(ContentMode.BINARY).build();
  }
}
