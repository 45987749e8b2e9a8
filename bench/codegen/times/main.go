// The library's time: formatting, parsing, calendar.
package main

import (
	"fmt"
	"time"
)

func main() {
	t := time.Date(2020, 2, 29, 23, 59, 58, 123456789, time.UTC)
	sum := 0
	var b []byte
	for i := 0; i < 500_000; i++ {
		t = t.Add(time.Duration(i%1000) * time.Minute / 10)
		b = t.AppendFormat(b[:0], time.RFC3339)
		back, err := time.Parse(time.RFC3339, string(b))
		if err != nil {
			panic(err)
		}
		year, week := back.ISOWeek()
		sum += len(t.Format("Mon Jan _2 15:04:05.000 2006")) + year + week + back.YearDay() + int(back.Weekday())
		if d, err := time.ParseDuration("1h15m30.918s"); err == nil {
			sum += int(d % 7)
		}
	}
	fmt.Println(sum)
}
