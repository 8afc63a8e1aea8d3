package io.durableemitter.chipingress.auth;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The signer of this process, for parts that are configured before the keystore is there. Rotating
 * authentication without a signer of its own uses it; until it is set, sends fail, rows wait, and
 * nothing is lost. Safe for concurrent use.
 */
public final class GlobalSigner {

  private static final AtomicReference<@Nullable Signer> SIGNER = new AtomicReference<>();

  private GlobalSigner() {}

  /**
   * Sets the signer, in place of any earlier one.
   *
   * @param signer the signer
   */
  public static void set(Signer signer) {
    SIGNER.set(signer);
  }

  /** Forgets the signer. */
  public static void clear() {
    SIGNER.set(null);
  }

  /**
   * Whether a signer is set.
   *
   * @return whether it is
   */
  public static boolean isSet() {
    return SIGNER.get() != null;
  }

  static byte[] sign(String keyId, byte[] data) throws Exception {
    Signer signer = SIGNER.get();
    if (signer == null) {
      throw new IllegalStateException(
          "keystore not yet available: no signer is configured, and GlobalSigner.set was not called");
    }
    return signer.sign(keyId, data);
  }
}
