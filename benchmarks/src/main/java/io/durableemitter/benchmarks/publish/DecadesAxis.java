package io.durableemitter.benchmarks.publish;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** A logarithmic axis with marks at 1, 2 and 5 of each power of ten. */
final class DecadesAxis extends LogAxis {

  private static final double[] MARKS = {1, 2, 5};

  DecadesAxis(String label) {
    super(label);
    setNumberFormatOverride(Look.numbers());
    setLowerMargin(0.08);
  }

  @Override
  @SuppressWarnings("rawtypes") // as it is declared above
  public List refreshTicks(
      Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
    TextAnchor anchor =
        RectangleEdge.isLeftOrRight(edge) ? TextAnchor.CENTER_RIGHT : TextAnchor.TOP_CENTER;
    List<NumberTick> ticks = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(getRange().getLowerBound()));
    int last = (int) Math.ceil(Math.log10(getRange().getUpperBound()));
    for (int power = first; power <= last; power++) {
      for (double mark : MARKS) {
        double value = mark * Math.pow(10, power);
        if (getRange().contains(value)) {
          String text = getNumberFormatOverride().format(value);
          ticks.add(new NumberTick(value, text, anchor, TextAnchor.CENTER, 0));
        }
      }
    }
    return ticks;
  }
}
