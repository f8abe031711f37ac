# Makes r_multivariable.csv: models of several covariates by R; run by hand:
#   cd tests/estimates/survival && Rscript r_multivariable.R DATASETS      (recorded with R 4.2.2, survival 3.5-3)
# DATASETS: the folder of lifelines' data sets (lung.csv, rossi.csv), of which rossi has many tied times.
library(survival)
folder <- commandArgs(TRUE)[1]
lung <- read.csv(file.path(folder, "lung.csv")); rossi <- read.csv(file.path(folder, "rossi.csv"))
lung$ecog <- factor(pmin(lung$ph.ecog, 2)); rossi$wexp <- factor(rossi$wexp)
rossi$entry <- ifelse(seq_len(nrow(rossi)) %% 3 == 0, floor(rossi$week / 2), 0)  # a third comes late
models <- list(
  lung = coxph(Surv(time, status) ~ age + factor(sex) + ecog + wt.loss, lung),
  lung.strata = coxph(Surv(time, status) ~ age + wt.loss + strata(sex, ecog), lung),
  rossi = coxph(Surv(week, arrest) ~ age + prio + wexp + fin + mar, rossi),
  rossi.entry = coxph(Surv(entry, week, arrest) ~ age + prio + wexp + fin + mar, rossi),
  rossi.breslow = coxph(Surv(week, arrest) ~ age + prio + wexp + fin + mar, rossi, ties = "breslow"))
of <- function(name) {
  fit <- models[[name]]; s <- summary(fit); z <- cox.zph(fit)$table
  ratios <- data.frame(s$coefficients, s$conf.int, check.names = FALSE)
  rows <- data.frame(term = rep(rownames(ratios), 4), what = rep(c("estimate", "conf_low", "conf_high", "p_value"), each = nrow(ratios)),
                     value = c(ratios[["exp(coef)"]], ratios[["lower .95"]], ratios[["upper .95"]], ratios[["Pr(>|z|)"]]))
  tests <- data.frame(term = rep(rownames(z), 2), what = rep(c("chisq", "p"), each = nrow(z)), value = c(z[, "chisq"], z[, "p"]))
  size <- data.frame(term = "", what = c("n", "n_event"), value = c(fit$n, fit$nevent))
  cbind(model = name, rbind(rows, tests, size))
}
rows <- do.call(rbind, lapply(names(models), of))
two <- survdiff(Surv(time, status) ~ factor(sex) + strata(ecog, age > 62), lung)
rows <- rbind(rows, data.frame(model = "two strata", term = "sex", what = "chisq", value = two$chisq))
write.csv(transform(rows, value = sprintf("%.15g", value)), "r_multivariable.csv", row.names = FALSE, quote = FALSE)
