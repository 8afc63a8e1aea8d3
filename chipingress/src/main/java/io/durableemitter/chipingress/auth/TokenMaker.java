package io.durableemitter.chipingress.auth;

import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/** Makes a signed token and its header. */
final class TokenMaker {

  private static final int SIGNATURE_BYTES = 64;
  private static final long NANOS = 1_000_000_000L;

  private final byte[] publicKey;
  private final Signer signer;
  private final Clock clock;

  TokenMaker(byte[] publicKey, Signer signer, Clock clock) {
    this.publicKey = publicKey;
    this.signer = signer;
    this.clock = clock;
  }

  /** Asks the signer, for as long as it takes. */
  Map<String, String> make() throws Exception {
    Instant now = clock.instant();
    long nanos = Math.addExact(Math.multiplyExact(now.getEpochSecond(), NANOS), now.getNano());
    byte[] signature =
        signer.sign(HexFormat.of().formatHex(publicKey), AuthToken.signedBytes(publicKey, nanos));
    if (signature.length != SIGNATURE_BYTES) {
      throw new IllegalStateException(
          "the signer gave " + signature.length + " bytes; an Ed25519 signature has 64");
    }
    return Map.of(AuthToken.HEADER, new AuthToken(publicKey, nanos, signature).format());
  }
}
