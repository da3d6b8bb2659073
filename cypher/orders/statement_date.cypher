// The earliest day that a claim or remark x speaks of, else of its report.
x.dated_lo
