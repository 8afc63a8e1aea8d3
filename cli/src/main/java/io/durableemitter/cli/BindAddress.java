package io.durableemitter.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;

/** What an option such as {@code --bind} names. */
final class BindAddress {

  private BindAddress() {}

  /** Fails if this machine cannot listen there. */
  static void check(String option, String bind) throws IOException {
    InetAddress address;
    try {
      address = InetAddress.getByName(bind);
    } catch (UnknownHostException e) {
      throw new CommandException(ExitCode.USAGE, option + ": host " + bind + " is unknown", e);
    }
    if (!address.isAnyLocalAddress() && NetworkInterface.getByInetAddress(address) == null) {
      throw new CommandException(
          ExitCode.USAGE, option + ": " + bind + " is no address of this machine");
    }
  }
}
