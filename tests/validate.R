# Makes validated_r.csv, what R's own functions do in cohorts of the same kind as those of validate.py; run by hand:
#   cd tests && Rscript validate.R        (recorded with R 4.2.2, survival 3.5-3; 1,000 cohorts of each size)
library(survival)
set.seed(20250402)
RUNS <- 1000

errors <- function(n) {
  time <- rexp(n, 1 / 12); last <- runif(n, 6, 60)
  d <- data.frame(time = pmin(time, last), event = as.integer(time <= last), group = rep(c("b", "a"), length.out = n))
  d$value <- rnorm(n)
  missed <- function(low, high, truth) if (is.na(low) && is.na(high)) NA else
    as.integer((!is.na(low) & low > truth) | (!is.na(high) & high < truth))
  fit <- survfit(Surv(time, event) ~ 1, d, conf.type = "log-log")
  median <- summary(fit)$table
  rate <- summary(fit, times = 6)
  reverse <- summary(survfit(Surv(time, 1 - event) ~ 1, d, conf.type = "log-log"))$table
  area <- if (min(d$time) < 9) summary(fit, rmean = 9)$table else c("rmean" = NA, "se(rmean)" = NA)
  finite <- TRUE
  note <- function(w) { finite <<- FALSE; invokeRestart("muffleWarning") }
  cox <- withCallingHandlers(coxph(Surv(time, event) ~ group, d), warning = note)
  limits <- if (finite) confint(cox) else c(NA, NA)
  finite <- TRUE
  per <- withCallingHandlers(coxph(Surv(time, event) ~ value, d), warning = note)
  c("median" = missed(median["0.95LCL"], median["0.95UCL"], 12 * log(2)),
    "rate" = if (length(rate$lower) && rate$surv < 1) missed(rate$lower, rate$upper, exp(-6 / 12)) else NA,
    "follow-up" = missed(reverse["0.95LCL"], reverse["0.95UCL"], 33),
    "mean survival" = missed(area["rmean"] - 1.959964 * area["se(rmean)"], area["rmean"] + 1.959964 * area["se(rmean)"],
                             12 * (1 - exp(-9 / 12))),
    "log-rank, asymptotic" = as.integer(pchisq(survdiff(Surv(time, event) ~ group, d)$chisq, 1, lower.tail = FALSE) < 0.05),
    "proportional hazards" = if (is.na(limits[1])) NA else
      tryCatch(as.integer(cox.zph(cox)$table[1, 3] < 0.05), error = function(e) NA),
    "ratio, Wald" = if (is.na(limits[1])) NA else missed(limits[1], limits[2], 0),
    "share" = { x <- rbinom(1, n, 0.3); ci <- binom.test(x, n)$conf.int; missed(ci[1], ci[2], 0.3) },
    "Mann-Whitney" = as.integer(wilcox.test(value ~ group, d, exact = TRUE)$p.value < 0.05),
    "Fisher" = { y <- factor(runif(n) < 0.3, c(FALSE, TRUE)); as.integer(fisher.test(table(y, d$group))$p.value < 0.05) })
}

rows <- do.call(rbind, lapply(c(8, 20, 24, 40), function(n) {
  found <- rowMeans(suppressWarnings(replicate(RUNS, errors(n))), na.rm = TRUE)
  data.frame(n = n, name = sub("\\..*", "", names(found)), r = round(found, 4))
}))
write.csv(rows, "validated_r.csv", row.names = FALSE)
