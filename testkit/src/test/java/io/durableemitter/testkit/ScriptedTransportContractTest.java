package io.durableemitter.testkit;

import io.durableemitter.spi.BatchEmitter;

/** The scripted transport is a transport like any other. */
class ScriptedTransportContractTest extends BatchEmitterContract {

  @Override
  protected BatchEmitter createTransport() {
    return ScriptedTransport.delivering();
  }

  @Override
  protected BatchEmitter createHangingTransport() {
    return ScriptedTransport.delivering().hang();
  }
}
