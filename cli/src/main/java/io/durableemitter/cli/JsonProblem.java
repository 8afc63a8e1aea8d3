package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;

/** Says why text is not JSON and where; never what it says there, which may be secret. */
final class JsonProblem {

  private JsonProblem() {}

  static String describe(JsonProcessingException error) {
    JsonLocation at = error.getLocation();
    String where = at == null || at.getColumnNr() < 1 ? "" : " at column " + at.getColumnNr();
    if (error instanceof StreamConstraintsException) {
      return "its JSON is nested too deeply, or has too long a name or number" + where;
    }
    return "not JSON" + (error instanceof JsonEOFException ? ": it does not end" : "") + where;
  }
}
