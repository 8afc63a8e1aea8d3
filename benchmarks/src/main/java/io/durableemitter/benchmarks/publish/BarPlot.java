package io.durableemitter.benchmarks.publish;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.title.LegendTitle;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * Bars from left to right, one below the other, each with a line from its least to its most round.
 *
 * @param name of the file
 * @param axis what is counted
 * @param bars from top to bottom
 */
record BarPlot(String name, String axis, List<Bar> bars) implements Plot {

  private static final int AROUND = 110;
  private static final int EACH = 28;

  /** One, unless there are no bars. */
  static Optional<Plot> of(String name, String axis, List<Bar> bars) {
    return bars.isEmpty() ? Optional.empty() : Optional.of(new BarPlot(name, axis, bars));
  }

  @Override
  public int height() {
    return AROUND + EACH * bars.size();
  }

  @Override
  public JFreeChart chart(Palette palette) {
    DefaultCategoryDataset lengths = new DefaultCategoryDataset();
    bars.forEach(bar -> lengths.addValue(bar.range().median(), axis, bar.label()));
    Look look = new Look(palette);
    CategoryAxis labels = new CategoryAxis();
    look.axis(labels);
    labels.setMaximumCategoryLabelWidthRatio(0.5f);
    NumberAxis numbers = new NumberAxis(axis);
    look.values(numbers);
    numbers.setNumberFormatOverride(Look.numbers());
    // the axis sees medians only
    numbers.setRange(
        0, bars.stream().mapToDouble(bar -> bar.range().most()).max().orElse(1) * 1.08);
    CategoryPlot plot =
        new CategoryPlot(lengths, labels, numbers, new SpreadRenderer(bars, palette));
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setRangeGridlinePaint(palette.grid());
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    plot.setFixedLegendItems(legend(palette));
    return look.chart(plot, new LegendTitle(plot));
  }

  private LegendItemCollection legend(Palette palette) {
    LegendItemCollection items = new LegendItemCollection();
    bars.stream()
        .map(Bar::kind)
        .distinct()
        .forEach(
            kind ->
                items.add(
                    item(kind.legend(), new Rectangle2D.Double(-5, -5, 10, 10), palette.of(kind))));
    if (bars.stream().anyMatch(bar -> bar.range().isSpread())) {
      items.add(
          item("least to most round", new Rectangle2D.Double(-8, -0.75, 16, 1.5), palette.text()));
    }
    return items;
  }

  private static LegendItem item(String text, Rectangle2D shape, Color colour) {
    return new LegendItem(text, "", "", "", shape, colour);
  }
}
